// Package aws reads AWS Organizations and changes its delegations. It is the
// only package that knows the AWS SDK, and no type of the SDK leaves it: what
// goes in are wants and steps of package model, what comes out are facts and
// outcomes.
package aws
