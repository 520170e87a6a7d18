package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// trial is a policy of --with: what is tried, and the word for where.
type trial struct {
	word, place string
	draft       model.Draft
	remarks     []string // what is amiss in it though it can be tried
}

// readTrials reads the policies of --with, each FILE@NODE.
func readTrials(with []string) ([]trial, error) {
	trials := make([]trial, len(with))
	for i, word := range with {
		at := strings.LastIndexByte(word, '@')
		if at <= 0 || at == len(word)-1 {
			return nil, bad("--with %s: write FILE@NODE, such as draft.json@Workloads/Prod", word)
		}
		path := word[:at]
		text, err := readText(path)
		if err != nil {
			return nil, badFile(path, err)
		}
		d, parsed := model.NewDraft(filepath.Base(path), text, "")
		for _, p := range parsed.Problems {
			if p.Severity() == scp.Error {
				return nil, bad("%s: %s", path, problemText(p))
			}
		}
		trials[i] = trial{word, word[at+1:], d, nil}
		for _, remark := range model.Remarks(parsed) {
			trials[i].remarks = append(trials[i].remarks, "In the draft "+d.Name+": "+remark)
		}
	}
	return trials, nil
}

// readText reads a file of text.
func readText(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // it is only read
	text, err := io.ReadAll(decoded(f))
	return string(text), err
}

// problemText tells a document's problem and where it stands.
func problemText(p scp.Problem) string {
	return fmt.Sprintf("%s (character %d)", strings.TrimSuffix(p.Sentence, "."), p.Span.Start+1)
}

// hypothesis finds where the policies of --with are tried. For a name the tree
// is read: another node may have it too.
func (l *look) hypothesis(ctx context.Context, trials []trial) (model.Hypothesis, error) {
	var h model.Hypothesis
	for _, t := range trials {
		n, err := l.reading.FindNode(t.place)
		if err != nil || n.Kind != model.KindRoot && !strings.HasSuffix(t.place, string(n.ID)) {
			if err := l.read(ctx, treeParts, model.WantTree{}); err != nil {
				return h, err
			}
			n, err = l.reading.FindNode(t.place)
		}
		if err != nil {
			return h, bad("--with %s: %s", t.word, err)
		}
		t.draft.Target = n.ID
		h.Drafts = append(h.Drafts, t.draft)
	}
	return h, nil
}

// suppose answers the question once more as if the drafts were attached, and
// notes how that differs and what is amiss in the drafts. It gives the reading with the drafts too.
func (l *look) suppose(q model.Question, v model.Verdict, h model.Hypothesis, trials []trial) (model.Verdict, *model.Reading, error) {
	if h.Empty() {
		return v, l.reading, nil
	}
	then, err := l.reading.Suppose(h)
	if err != nil {
		return v, nil, bad("%s", err)
	}
	after, err := then.Ask(q)
	if err != nil {
		return v, nil, bad("%s", err)
	}
	too := ""
	if v.Ruling == after.Ruling {
		too = ", too"
	}
	after.Notes = append(after.Notes, fmt.Sprintf("Asked as %s; without that %s%s.", h.Words(l.reading), rulingClause(v.Ruling), too))
	for _, t := range trials {
		after.Notes = append(after.Notes, t.remarks...)
	}
	return after, then, nil
}

// rulingClause tells a ruling inside a sentence.
func rulingClause(r model.Ruling) string {
	switch r {
	case model.Allowed:
		return "it is not blocked"
	case model.ExplicitlyDenied, model.ImplicitlyDenied:
		return "it is denied"
	case model.Depends:
		return "it depends on what is not given"
	default:
		return "it is unknown"
	}
}
