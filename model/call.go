package model

import "time"

// Call is one request to AWS: what it asked for, when, how long it waited and
// how it ended.
type Call struct {
	Operation string // such as organizations:ListAccounts
	Target    string
	Region    Region
	Start     time.Time
	Waited    time.Duration // for the rate limiter
	Took      time.Duration // until the answer
	Throttled int           // how often AWS throttled it before the last attempt
	Failure   *Failure
	Changes   bool // whether the operation changes something
}
