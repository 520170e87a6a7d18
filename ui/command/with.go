package command

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// draft reads FILE@NODE: a policy to be tried at a root, OU or account.
func (l *look) draft(word string) (model.Draft, error) {
	at := strings.LastIndexByte(word, '@')
	if at <= 0 || at == len(word)-1 {
		return model.Draft{}, bad("--with %s: write FILE@NODE, such as draft.json@Workloads/Prod", word)
	}
	path := word[:at]
	n, err := l.reading.FindNode(word[at+1:])
	if err != nil {
		return model.Draft{}, bad("--with %s: %s", word, err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return model.Draft{}, badFile(path, err)
	}
	d, parsed := model.NewDraft(filepath.Base(path), string(text), n.ID)
	for _, p := range parsed.Problems {
		if p.Severity() == scp.Error {
			return model.Draft{}, bad("%s: %s (character %d)", path, p.Sentence, p.Span.Start+1)
		}
	}
	return d, nil
}

// suppose answers the question once more as if the drafts were attached, and
// notes how that differs. From then on the reading is that with the drafts.
func (l *look) suppose(q model.Question, v model.Verdict, with []string) (model.Verdict, error) {
	var h model.Hypothesis
	for _, word := range with {
		d, err := l.draft(word)
		if err != nil {
			return v, err
		}
		h.Drafts = append(h.Drafts, d)
	}
	then, err := l.reading.Suppose(h)
	if err != nil {
		return v, bad("%s", err)
	}
	after, err := then.Ask(q)
	if err != nil {
		return v, bad("%s", err)
	}
	note := fmt.Sprintf("Asked as %s; without that it is %v.", h.Words(l.reading), v.Ruling)
	if v.Ruling == after.Ruling {
		note = fmt.Sprintf("Asked as %s; without that it is %v too.", h.Words(l.reading), v.Ruling)
	}
	after.Notes = append(after.Notes, note)
	l.reading = then
	return after, nil
}
