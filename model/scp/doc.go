// Package scp is the policy language of service control policies (SCPs) and
// resource control policies (RCPs): parsing with positions, matching, and
// three-valued evaluation of one document against one request. It knows no
// organization, no account and no clock.
//
// Parse reads any text and reports every Problem in it. Document.Decide answers
// a Request as fast as possible, Document.Explain with every reason and, where
// the outcome is Unknown, with the Residual parts that it depends on.
// Highlight serves those who show a document.
//
// In a request each condition key is given with its values, absent, or open.
// An outcome is Unknown only if it depends on what is open. This is exact for a
// statement unless several of its parts test the same open key; then a
// statement that could be decided is sometimes left Unknown, never the other
// way round. Possible reports whether statements can match or not match
// together, and is exact within the limits that it names; package solver does
// the search.
//
// To read the code, begin with document.go and request.go, then condition.go.
// Each family of operators has its operand in a file of its own, such as date.go.
// Statements are matched in evaluate.go; possible.go leads to the solver.
//
// AWS's documentation decides. Where it is silent or contradicts itself, the
// package does this:
//
//   - Several values of a key under an operator without set operator: Unknown,
//     unless all of them agree. AWS defines nothing.
//   - A set operator with negation holds if no value fits (ForAllValues), or if
//     some value fits none (ForAnyValue), as the text of the page on operators
//     and its ARN table say; its table on wildcards differs twice.
//   - IfExists changes nothing under ForAnyValue: the page on operators has it
//     true for a missing key, the page on multivalued keys has ForAnyValue false,
//     and AWS itself was seen to do the latter
//     (https://repost.aws/questions/QU9HFmDzP0QGuU-fd7rS6B7w).
//   - A lone empty string counts as an empty set for ForAllValues, and as null
//     for Null.
//   - Policy variables are read with Bool, as the page on operators says; the
//     page on variables says no.
//   - Where an ARN is split into its six parts, a policy variable is one piece
//     whatever colons its key has; in a condition it may be in any part.
//   - The escapes ${*}, ${?} and ${$} are read wherever variables are, also
//     where * and ? mean nothing else.
//   - Only a * that ends a segment of a resource runs past the colon.
//   - A variable without value, or with several, makes its pattern match
//     nothing; in NotResource the statement then applies.
//   - A bare IPv6 address is that one address.
//   - ArnLike with * alone fits every ARN; other patterns of fewer than six
//     parts fit none.
//   - A resource of fewer than six parts: Unknown, unless the outcome is the same
//     as it stands and completed with *. AWS documents the completion for
//     identity-based policies only.
//   - Values that an operator cannot read equal nothing, so that a negated
//     operator holds.
//   - Where a name is twice in one object, the last one counts.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
package scp
