package pane

import (
	"time"
)

// freshness reports whether what was made of something is still good. Of many accounts
// it is made anew only now and then while the reading streams in.
type freshness struct {
	key string
	of  uint64 // generation
	at  time.Time
}

// Accounts that are many, and how long what was made of them is good for.
const (
	manyAccounts = 2_000
	manyFor      = 3 * time.Second
)

// fresh reports whether nothing has to be made anew; else it notes that it is.
func (k *freshness) fresh(env *Env, key string, of uint64, accounts int) bool {
	if k.key == key && (k.of == of || accounts > manyAccounts && env.Now.Sub(k.at) < manyFor) {
		return true
	}
	*k = freshness{key, of, env.Now}
	return false
}
