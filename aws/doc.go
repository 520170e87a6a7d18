// Package aws reads AWS Organizations and changes its delegations. What goes in
// are wants and steps of package model; what comes out are facts and outcomes. No
// type of the SDK leaves it.
//
// A Backend starts runs of reading (run.go). A run starts a job for each want; its
// readers know what to read: identity.go, tree.go, policy.go,
// delegated_administrator.go, service_api.go. Every call goes through call in
// retry.go and waits for its turn in limiter.go. Execute in execute.go carries out
// a step of a plan; operation.go lists the operations that it can call.
//
// The calls of services with a service API are in serviceapi, how calls are made
// without an SDK client is in rawcall, files are in store. Package aws may import all three, but
// not emulator: it must not know whether AWS or the emulator answers.
package aws
