package pane

import (
	"errors"
	"fmt"

	"deputy/model"
	"deputy/model/search"
	"deputy/model/verdict"
)

// resourceOwner is the account that the owner field names, kept until its text
// or the accounts change.
type resourceOwner struct {
	text  string
	among *search.Index
	id    model.AccountID // empty if no account alone is named so
	wrong error           // why not
}

// ownerAccount returns the account that the owner field names by its ID, or by
// a name or e-mail address that no other account has; empty if it names none.
func (f *askForm) ownerAccount() model.AccountID {
	text := f.text(askOwner)
	if text == "" || model.IsAccountID(text) {
		return model.AccountID(text)
	}
	o, among := &f.owner, f.env.index.whole()
	if o.text != text || o.among != among {
		*o = resourceOwner{text: text, among: among}
		if among == nil {
			return ""
		}
		if n, err := among.Account(text); err != nil {
			o.wrong = fmt.Errorf("deputy does not know the owner: %w", err)
		} else {
			o.id = n.Account()
		}
	}
	return o.id
}

// errOwnerUnfinished says that the user is still typing the owner: some
// accounts match, and none is named yet.
var errOwnerUnfinished = errors.New("keep typing, or choose an account")

// wrong returns what is wrong with the question as typed; nil for a complete
// question.
func (f *askForm) wrong(q verdict.Question) error {
	o := &f.owner
	switch {
	case f.text(askOwner) == "" || f.ownerAccount() != "":
		return q.Check()
	case f.focus == askOwner && len(f.choices.items) > 0:
		return errOwnerUnfinished
	case o.among == nil:
		return errors.New("deputy does not know the owner yet: it is still loading the accounts")
	default:
		return o.wrong
	}
}
