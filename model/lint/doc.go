// Package lint says what is wrong or doubtful in one policy document, beside
// what the parser of package scp refuses. It needs no organization. The package
// may import plain, scp, iam and phrase.
package lint
