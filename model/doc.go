// Package model holds what an AWS organization is and what follows from it:
// the reading with its gaps, the ladders of policies, the catalogue of
// delegable services, the plans that change a delegation. It is pure: no
// network, no files, no clock, no goroutines.
package model
