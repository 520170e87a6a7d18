// Package search finds nodes, policies and services by what people type: names,
// IDs, ARNs, e-mail addresses, OU paths and tags. It also offers completions
// while a question is written. The package may import model, catalog,
// delegation, denial, verdict, scp, iam and phrase.
package search
