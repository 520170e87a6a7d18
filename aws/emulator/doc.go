// Package emulator answers as AWS does, from an organization in memory: AWS
// Organizations, AWS STS and the services with an API of their own. The demo and
// the tests use the real SDK clients against it, in process through Transport, or
// over loopback through Handler.
//
// It is strict: unknown operations, missing fields, wrong tokens and broken
// constraints fail with AWS's error names and reasons. Faults make it fail, slow
// or late. It checks no signatures, for it keeps no secrets. The access key ID
// says which account calls: AKIA or ASIA, twelve digits and DEMO stand for that
// account, any other key for the management account.
//
// The emulator shares no code with package aws, so that a mistake in one does not
// hide in the other. It imports model for IDs and the catalog, and no SDK.
package emulator
