// Package delegation joins what is known of delegated administrators into one
// table: a row for each service of the catalogue and for each service principal
// that only AWS knows, with its administrators, trusted access, quota, and where
// AWS Organizations and the service API disagree.
//
// What lives here describes; package plan changes. The package may import model,
// catalog, plain, plan and phrase.
package delegation
