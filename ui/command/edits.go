package command

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/search"
)

// editFlags are the flags of changes that are tried out.
type editFlags struct {
	with, without, move []string
}

func (f *editFlags) define(c *cobra.Command) {
	c.Flags().StringArrayVar(&f.with, "with", nil, "as if the policy in `FILE@NODE` were attached there; repeat for more")
	c.Flags().StringArrayVar(&f.without, "without", nil, "as if the policy were detached: `POLICY@NODE`; repeat for more")
	c.Flags().StringArrayVar(&f.move, "move", nil, "as if the account or OU were elsewhere: `NODE@PARENT`; repeat for more")
}

// edits resolves the changes of the flags. The tree and the policies have been read.
func (l *loader) edits(ctx context.Context, f *editFlags, drafts []draft) (model.Edits, error) {
	edits, err := l.whatIf(ctx, drafts)
	if err != nil {
		return edits, err
	}
	for _, word := range f.without {
		a, err := l.attachment("--without", word)
		if err != nil {
			return edits, err
		}
		edits.Detached = append(edits.Detached, a)
	}
	for _, word := range f.move {
		from, to, err := l.pair("--move", "NODE@PARENT, such as payments-prod@Sandbox", word)
		if err != nil {
			return edits, err
		}
		node, err := search.FindNode(l.reading, from)
		if err != nil {
			return edits, bad("--move %s: %s", word, err)
		}
		edits.Moves = append(edits.Moves, model.Move{Node: node.ID, Parent: to})
	}
	return edits, nil
}

// attachment resolves POLICY@NODE.
func (l *loader) attachment(flag, word string) (model.Attachment, error) {
	name, node, err := l.pair(flag, "POLICY@NODE, such as DenyRegions@Workloads/Prod", word)
	if err != nil {
		return model.Attachment{}, err
	}
	policy, err := search.FindPolicy(l.reading, name)
	if err != nil {
		return model.Attachment{}, bad("%s %s: %s", flag, word, err)
	}
	return model.Attachment{Policy: policy.ID, Target: node}, nil
}

// pair splits a word at its last @ and resolves the node behind it.
func (l *loader) pair(flag, form, word string) (before string, node model.NodeID, err error) {
	at := strings.LastIndexByte(word, '@')
	if at <= 0 || at == len(word)-1 {
		return "", "", bad("%s %s: write %s", flag, word, form)
	}
	n, err := search.FindNode(l.reading, word[at+1:])
	if err != nil {
		return "", "", bad("%s %s: %s", flag, word, err)
	}
	return word[:at], n.ID, nil
}
