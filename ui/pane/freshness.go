package pane

import (
	"time"
)

// freshness remembers what something was made of, to tell whether it must be
// made again. What takes many accounts is made again only every few seconds
// while the reading arrives.
type freshness struct {
	key string
	of  uint64 // generation
	at  time.Time
}

// How many accounts are many, and how long what was made of them is good.
const (
	manyAccounts = 2_000
	manyFor      = 3 * time.Second
)

// fresh reports whether what was made is still good. If not, it remembers what
// it is made of now.
func (k *freshness) fresh(env *Env, key string, of uint64, accounts int) bool {
	if k.key == key && (k.of == of || accounts > manyAccounts && env.Now.Sub(k.at) < manyFor) {
		return true
	}
	*k = freshness{key, of, env.Now}
	return false
}
