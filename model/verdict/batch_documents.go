package verdict

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"deputy/model"
	"deputy/model/scp"
)

// BatchDocuments keeps the policies that the lines of a batch bring: lines share
// most of them, and each text is parsed once. The zero value has none. Several
// goroutines can use it at once.
type BatchDocuments struct {
	lock   sync.RWMutex
	parsed map[batchText]*scp.Document
	size   int // of the texts

	ways knownWays
}

// batchText is a document as a line has it: a JSON object or string.
type batchText struct {
	form scp.Type
	raw  string
}

// maxBatchDocuments is how many bytes of texts are kept. A parsed policy takes
// some ten times as much as its text.
const maxBatchDocuments = 16 << 20

// rungs returns the levels of a line with their policies parsed.
func (b *BatchDocuments) rungs(levels []batchLevel, form scp.Type) ([]Rung, error) {
	rungs := make([]Rung, len(levels))
	for i, l := range levels {
		rungs[i] = Rung{Level: l.ID, Name: l.ID, Policies: make([]AttachedPolicy, len(l.Policies))}
		for k, p := range l.Policies {
			if len(p.Document) == 0 {
				return nil, fmt.Errorf("policy %q of level %q has no document", p.Name, l.ID)
			}
			text, err := b.parse(p.Document, form)
			if err != nil {
				return nil, fmt.Errorf("the document of policy %q of level %q: %w", p.Name, l.ID, err)
			}
			rungs[i].Policies[k] = AttachedPolicy{model.PolicyID(p.Name), p.Name, text}
		}
	}
	return rungs, nil
}

// parse returns a document parsed.
func (b *BatchDocuments) parse(raw json.RawMessage, form scp.Type) (*scp.Document, error) {
	b.lock.RLock()
	d := b.parsed[batchText{form, string(raw)}]
	b.lock.RUnlock()
	if d != nil {
		return d, nil
	}
	text := string(raw)
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal(raw, &text); err != nil {
			return nil, err
		}
	}
	d = scp.Parse(text, form)
	b.lock.Lock()
	defer b.lock.Unlock()
	if b.size += len(raw); b.parsed == nil || b.size > maxBatchDocuments {
		b.parsed, b.size = map[batchText]*scp.Document{}, len(raw)
		b.ways.forget()
	}
	b.parsed[batchText{form, string(raw)}] = d
	return d, nil
}
