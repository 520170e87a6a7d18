// Package scp is the policy language of service control policies (SCPs) and
// resource control policies (RCPs): parsing with positions, matching, and
// three-valued evaluation of one document against one request. It knows no
// organization, no account and no clock.
//
// Parse reads any text and tells every Problem of it. Document.Decide answers
// a Request as fast as can be, Document.Explain with every reason and, where
// the outcome is Unknown, with the Residual parts on which it turns.
// Highlight serves those who show a document.
//
// A request says of each condition key that it is given with its values,
// absent, or open. An outcome is Unknown only if it turns on what is open.
// This is exact for a statement unless one open key bears on several of its
// parts; then a statement that could be told is sometimes left Unknown, and
// never the other way round. Possible asks what open statements can come to
// together, and is exact within the limits that it names.
//
// AWS's documentation decides. Where it is silent or contradicts itself, the
// package does this:
//
//   - Several values of a key under an operator without set operator: Unknown,
//     unless all of them agree. AWS defines nothing.
//   - A set operator with negation asks that no value fits (ForAllValues), or
//     that some value fits none (ForAnyValue), as the text of the page on
//     operators and its ARN table say; its table on wildcards differs twice.
//   - IfExists changes nothing under ForAnyValue: the page on operators has it
//     true for a missing key, the page on multivalued keys has ForAnyValue false,
//     and AWS itself was seen to do the latter
//     (https://repost.aws/questions/QU9HFmDzP0QGuU-fd7rS6B7w).
//   - A lone empty string counts as an empty set for ForAllValues, and as null
//     for Null.
//   - Policy variables are read with Bool, as the page on operators says; the
//     page on variables says no.
//   - A policy variable is one piece where an ARN is cut into its six parts,
//     whatever colons its key has, and in a condition it may stand in any part.
//   - The escapes ${*}, ${?} and ${$} are read wherever variables are, also
//     where * and ? mean nothing else.
//   - Only a * that ends a segment of a resource runs past the colon.
//   - A variable without value, or with several, makes its pattern match
//     nothing; in NotResource the statement then applies.
//   - A bare IPv6 address is that one address.
//   - ArnLike with * alone fits every ARN; other patterns of fewer than six
//     parts fit none. Resources of fewer than six parts are completed with *.
//   - Values that an operator cannot read equal nothing, so that a negated
//     operator holds.
//   - Of a name that stands twice in one object the last one counts.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
package scp
