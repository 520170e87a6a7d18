package command

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"deputy/model"
	"deputy/model/lint"
	"deputy/model/scp"
	"deputy/model/search"
	"deputy/model/strictjson"
	"deputy/model/verdict"
)

// draft is a policy of --with that is tried as if it were attached.
type draft struct {
	word, place string
	policy      model.Draft
	warnings    []string // what is wrong or suspicious in it though it can be tried
}

// readDrafts reads the policies of --with, each FILE@NODE.
func (s *session) readDrafts(ctx context.Context, with []string) ([]draft, error) {
	drafts := make([]draft, len(with))
	for i, word := range with {
		at := strings.LastIndexByte(word, '@')
		if at <= 0 || at == len(word)-1 {
			return nil, bad("--with %s: write FILE@NODE, such as draft.json@Workloads/Prod", word)
		}
		path := word[:at]
		text, err := await(ctx, func() (string, error) {
			return s.readText(path, maxDraft, "give the document of one policy")
		})
		if err != nil {
			return nil, err
		}
		if wrong := duplicateKey(text); wrong != nil {
			return nil, bad("%s: %s", path, wrong)
		}
		d, parsed := model.NewDraft(filepath.Base(path), text, "")
		for _, p := range parsed.Problems {
			if p.Severity() == scp.Error {
				return nil, bad("%s: %s", path, problemText(p))
			}
		}
		drafts[i] = draft{word, word[at+1:], d, nil}
		for _, warning := range lint.Warnings(parsed) {
			drafts[i].warnings = append(drafts[i].warnings, "In the draft "+d.Name+": "+warning)
		}
	}
	return drafts, nil
}

// duplicateKey returns an error if a document has a key twice: AWS may take another one
// of the two than deputy.
func duplicateKey(text string) error {
	var all any
	if !json.Valid([]byte(text)) {
		return nil // What is wrong with it is reported with its place.
	}
	return strictjson.Decode([]byte(text), &all)
}

// problemText returns a document's problem and where it stands.
func problemText(p scp.Problem) string {
	return fmt.Sprintf("%s (character %d)", strings.TrimSuffix(p.Sentence, "."), p.Span.Start+1)
}

// whatIf resolves the nodes to which the drafts are attached. For a name the tree
// is read: another node may have it too.
func (l *loader) whatIf(ctx context.Context, drafts []draft) (model.Edits, error) {
	var h model.Edits
	for _, t := range drafts {
		n, err := search.FindNode(l.reading, t.place)
		if err != nil || n.Kind != model.KindRoot && !strings.HasSuffix(t.place, string(n.ID)) {
			if err := l.read(ctx, treeParts, model.WantTree{}); err != nil {
				return h, err
			}
			n, err = search.FindNode(l.reading, t.place)
		}
		if err != nil {
			return h, bad("--with %s: %s", t.word, err)
		}
		t.policy.Target = n.ID
		h.Drafts = append(h.Drafts, t.policy)
	}
	return h, nil
}

// askWith answers the question once more as if the drafts were attached, and
// notes how that differs and what is wrong or suspicious in the drafts. It returns
// the reading with the drafts too.
func (l *loader) askWith(q verdict.Question, v verdict.Verdict, h model.Edits, drafts []draft) (verdict.Verdict, *model.Reading, error) {
	if h.Empty() {
		return v, l.reading, nil
	}
	then, err := l.reading.WithEdits(h)
	if err != nil {
		return v, nil, bad("%s", err)
	}
	after, err := verdict.Ask(then, q)
	if err != nil {
		return v, nil, bad("%s", err)
	}
	after.Notes = append(after.Notes, l.draftNotes(after.Ruling, v.Ruling, h, drafts)...)
	return after, then, nil
}

// draftNotes says how the ruling with the drafts differs from that without them,
// and what is wrong or suspicious in the drafts.
func (l *loader) draftNotes(with, without verdict.Ruling, h model.Edits, drafts []draft) []string {
	too := ""
	if with == without {
		too = ", too,"
	}
	notes := []string{fmt.Sprintf("This is the answer %s. Without that%s %s.", h.Words(l.reading), too, without.Clause())}
	for _, t := range drafts {
		notes = append(notes, t.warnings...)
	}
	return notes
}
