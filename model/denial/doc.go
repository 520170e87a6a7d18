// Package denial reads what AWS says when it denies a request: AccessDenied
// texts, decoded authorization messages and CloudTrail events, as people paste
// them. It returns the question that package verdict can answer, and says where
// AWS's text and that answer disagree.
//
// What lives here parses untrusted text. The package may import model, verdict,
// iam and phrase.
package denial
