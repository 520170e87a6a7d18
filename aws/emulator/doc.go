// Package emulator speaks AWS's wire protocols in memory: AWS Organizations
// and AWS STS, on an organization that it is given. The demo and the tests use
// the real SDK clients against it, in process through Transport, or over
// loopback through Handler.
//
// It is strict: unknown operations, missing fields, wrong tokens and broken
// constraints fail with the error names and reasons that AWS uses. Faults are
// its knobs. Signatures are not checked, for it keeps no secrets; the access
// key ID says who calls: AKIA or ASIA, twelve digits and DEMO act as that
// account, any other key as the management account.
package emulator
