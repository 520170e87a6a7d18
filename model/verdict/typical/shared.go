package typical

import (
	"bytes"
	"encoding/json"
	"sync"

	"deputy/model"
	"deputy/model/verdict"
)

// Shared answers questions in JSON, as `deputy can` prints them, and keeps the
// answers: those for accounts of an OU that no policy distinguishes differ in nothing
// but the account's ID. The zero value has none. Several goroutines can use it at
// once, with one Asker.
type Shared struct {
	lock    sync.RWMutex
	answers map[string]sharedAnswer // by verdict.Asker.Alike
	size    int                     // of the texts
}

// sharedAnswer is an answer about an account, which has no ID.
type sharedAnswer struct {
	account model.AccountID
	text    []byte
}

// maxShared is how many bytes of answers are kept.
const maxShared = 128 << 20

// Answer returns what Encode does for a question. notes returns the notes of its
// exact verdict.
func (s *Shared) Answer(asker *verdict.Asker, id json.RawMessage, q verdict.Question, notes func(verdict.Verdict) []string) ([]byte, error) {
	key, alike := asker.Alike(q)
	if alike {
		s.lock.RLock()
		known, found := s.answers[key]
		s.lock.RUnlock()
		if found {
			return withID(id, bytes.ReplaceAll(known.text, []byte(known.account), []byte(q.Account)))
		}
	}
	exact, err := asker.Ask(q)
	if err != nil {
		return nil, err
	}
	a := CompleteBy(asker, exact)
	text, err := Encode(nil, &a, notes(exact))
	if err != nil {
		return nil, err
	}
	if alike && !a.byNeighbors {
		s.keep(key, sharedAnswer{q.Account, text})
	}
	return withID(id, text)
}

// keep keeps an answer. If they become too many, all are forgotten.
func (s *Shared) keep(key string, x sharedAnswer) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.size += len(key) + len(x.text); s.answers == nil || s.size > maxShared {
		s.answers, s.size = map[string]sharedAnswer{}, len(key)+len(x.text)
	}
	s.answers[key] = x
}

// withID returns an object with an ID as its first field; without one, the object.
func withID(id json.RawMessage, object []byte) ([]byte, error) {
	if len(id) == 0 {
		return object, nil
	}
	text, err := json.Marshal(id)
	if err != nil {
		return nil, err
	}
	out := append(make([]byte, 0, len(object)+len(text)+len(`"id":,`)), `{"id":`...)
	return append(append(append(out, text...), ','), object[1:]...), nil
}
