package command

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// nothingChanged begins every refusal to carry a plan out.
const nothingChanged = "nothing was changed: "

// carryOut carries out a plan if it is the one that the user has read and
// confirms.
func (l *loader) carryOut(ctx context.Context, w *changeFlags, planned *plan.Plan) error {
	if err := l.ready(w, planned, planned, fresh(1)); err != nil {
		return err
	}
	asked, err := l.s.confirm(ctx, w, planned)
	if err != nil {
		return err
	}
	if asked { // time has passed
		confirmed := planned
		if planned, err = l.plan(ctx, planned.Order, 2); err != nil {
			return err
		}
		if err := l.ready(w, planned, confirmed, fresh(2)); err != nil {
			return err
		}
	}
	return l.run(ctx, &plan.Execution{Steps: planned.Confirmed(w.reason)}, planned)
}

// ready shows and refuses a plan that is not the one the user has read, that is
// blocked, or that depends on a fresh look that failed. Earlier is the plan of the
// look before, if there was one: of a plan that an earlier command showed only the
// digest is known.
func (l *loader) ready(w *changeFlags, planned, earlier *plan.Plan, at model.PartKey) error {
	err := l.refusal(w, planned, earlier, at)
	if err == nil {
		return nil
	}
	if showing := l.s.showPlan(planned, false); showing != nil {
		return showing
	}
	return err
}

func (l *loader) refusal(w *changeFlags, planned, earlier *plan.Plan, at model.PartKey) error {
	gap := l.gap(at)
	changes := planned.ChangedSince(earlier)
	switch {
	case planned.Digest() != w.digest && changes != "":
		return end(Unconfirmed, nothingChanged+"the plan %s is out of date. %s Print the plan again and read it", w.digest, changes)
	case planned.Digest() != w.digest:
		return end(Unconfirmed, nothingChanged+"this is not the plan %s: the organization, the caller or the arguments differ. Print the plan again and read it", w.digest)
	case planned.Blocked():
		return end(Denied, nothingChanged+"the plan is blocked: %s", planned.Blockers[0].Text)
	case gap != nil:
		return end(Failed, nothingChanged+"could not read the organization again before the first step: %s", gap.Sentence())
	default:
		return nil
	}
}

// confirm makes sure that a plan is confirmed, by flags or by what is typed. It
// reports whether anybody had to be asked.
func (s *session) confirm(ctx context.Context, w *changeFlags, planned *plan.Plan) (asked bool, err error) {
	accounts := idsOf(planned.AffectedAccounts())
	if w.confirm != "" && !sameList(w.confirm, accounts) {
		return false, end(Unconfirmed, nothingChanged+"--confirm is %s, but the plan is about %s", w.confirm, strings.Join(accounts, ","))
	}
	lost := planned.Losses()
	losing := make([]string, len(lost))
	for i, part := range lost {
		losing[i] = serviceWord(part)
	}
	switch {
	case w.confirmLoss == "":
	case len(losing) == 0:
		return false, bad(nothingChanged + "this plan destroys nothing: leave --confirm-loss out")
	case !sameList(w.confirmLoss, losing):
		return false, end(Unconfirmed, nothingChanged+"--confirm-loss is %q, but the plan destroys data of %s", w.confirmLoss, strings.Join(losing, ","))
	}
	if w.confirmLoss != "" {
		losing = nil
	}
	if len(losing) == 0 && w.confirm != "" {
		return false, nil
	}
	if err := planPage(planned).writeTo(s.Stderr); err != nil {
		return false, err
	}
	for _, word := range losing {
		if err := s.confirmTyped(ctx, word, "to confirm the loss", "--confirm-loss "+strings.Join(losing, ",")); err != nil {
			return true, err
		}
	}
	if w.confirm == "" {
		typed, verb := cmp.Or(planned.ConfirmationText(), string(planned.Order.Account)), "to register"
		if planned.Removes() {
			verb = "to remove"
		}
		return true, s.confirmTyped(ctx, typed, verb, "--confirm "+strings.Join(accounts, ","))
	}
	return true, nil
}

func idsOf(accounts []model.AccountID) []string {
	ids := make([]string, len(accounts))
	for i, a := range accounts {
		ids[i] = string(a)
	}
	return ids
}

// sameList reports whether a list with commas has just these words, in any order.
func sameList(list string, want []string) bool {
	have := listed(list)
	slices.Sort(have)
	want = slices.Sorted(slices.Values(want))
	return slices.Equal(have, want)
}

// confirmTyped asks for words to be typed. Without a terminal it says which flag
// confirms.
func (s *session) confirmTyped(ctx context.Context, words, verb, flag string) error {
	typed, err := s.prompt(ctx, "Type  "+words+"  "+verb+": ")
	switch {
	case codeOf(err) == Unconfirmed:
		return end(Unconfirmed, nothingChanged+"you did not confirm it: %s. Confirm with %s", err, flag)
	case err != nil:
		return err
	case typed != words:
		return end(Unconfirmed, nothingChanged+"you typed %q instead of %q", typed, words)
	default:
		return nil
	}
}

// serviceWord returns the service of a plan as the command line takes it.
func serviceWord(planned *plan.Plan) string {
	o := planned.Order
	if service, ok := catalog.ByID(o.Service); ok && len(o.Principals) == len(service.Principals) {
		return string(o.Service)
	}
	if len(o.Principals) > 0 && !slices.Contains(o.Principals, "") {
		return string(o.Principals[0])
	}
	return string(o.Service)
}
