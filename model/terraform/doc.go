// Package terraform writes configuration for the Terraform AWS provider in HCL, as
// `terraform fmt` leaves it. It knows how a delegation is imported, and not which
// delegations there are. Texts may hold anything: nothing in them is evaluated, ends
// a string or leaves a comment.
package terraform
