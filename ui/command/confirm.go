package command

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"deputy/model"
)

// nothingChanged begins every refusal to carry a plan out.
const nothingChanged = "nothing was changed: "

// carryOut carries out a plan that is the one that was read, and confirmed.
func (l *look) carryOut(ctx context.Context, w *wish, plan *model.Plan) error {
	if err := l.ready(w, plan, fresh(1)); err != nil {
		if showing := l.s.showPlan(plan, false); showing != nil {
			return showing
		}
		return err
	}
	asked, err := l.s.confirm(ctx, w, plan)
	if err != nil {
		return err
	}
	if asked { // time has passed
		if plan, err = l.plan(ctx, plan.Order, 2); err != nil {
			return err
		}
		if err := l.ready(w, plan, fresh(2)); err != nil {
			return err
		}
	}
	return l.run(ctx, &model.Execution{Steps: plan.Confirmed(w.reason)}, plan)
}

// ready refuses a plan that is another one than was read, is blocked, or rests
// on a look that failed.
func (l *look) ready(w *wish, plan *model.Plan, at model.Piece) error {
	switch gap := l.gap(at); {
	case plan.Digest() != w.digest:
		return end(Unconfirmed, nothingChanged+"this is not the plan %s: the organization, the caller or the words differ; read the plan as of now", w.digest)
	case plan.Blocked():
		return end(Barred, nothingChanged+"the plan is blocked: %s", plan.Blockers[0].Text)
	case gap != nil:
		return end(Failed, nothingChanged+"the look before the first step failed: %s", gap.Sentence())
	default:
		return nil
	}
}

// confirm makes sure that a plan is confirmed, by flags or by what is typed. It
// tells whether anybody had to be asked.
func (s *session) confirm(ctx context.Context, w *wish, plan *model.Plan) (asked bool, err error) {
	accounts := idsOf(plan.Concerns())
	if w.confirm != "" && !sameWords(w.confirm, accounts) {
		return false, end(Unconfirmed, nothingChanged+"--confirm is %s, and the plan is about %s", w.confirm, strings.Join(accounts, ","))
	}
	lost := plan.Losses()
	losing := make([]string, len(lost))
	for i, part := range lost {
		losing[i] = wordOf(part)
	}
	if w.confirmLoss != "" && !sameWords(w.confirmLoss, losing) {
		return false, end(Unconfirmed, nothingChanged+"--confirm-loss is %q, and what is lost is of %s", w.confirmLoss, cmp.Or(strings.Join(losing, ","), "no service"))
	}
	if w.confirmLoss != "" {
		losing = nil
	}
	if len(losing) == 0 && w.confirm != "" {
		return false, nil
	}
	if err := planPage(plan).writeTo(s.Stderr); err != nil {
		return false, err
	}
	for _, word := range losing {
		if err := s.type1(ctx, word, "if you know what is lost", "--confirm-loss "+strings.Join(losing, ",")); err != nil {
			return true, err
		}
	}
	if w.confirm == "" {
		typed, verb := plan.Words(), "to remove"
		if typed == "" {
			typed, verb = string(plan.Order.Account), "to register"
		}
		return true, s.type1(ctx, typed, verb, "--confirm "+strings.Join(accounts, ","))
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

// sameWords tells whether a list with commas has just these words, in any order.
func sameWords(list string, want []string) bool {
	have := words(list)
	slices.Sort(have)
	want = slices.Sorted(slices.Values(want))
	return slices.Equal(have, want)
}

// type1 asks for words to be typed. Without a terminal it says which flag
// confirms.
func (s *session) type1(ctx context.Context, words, verb, flag string) error {
	typed, err := s.ask(ctx, "Type  "+words+"  "+verb+": ")
	switch {
	case codeOf(err) == Unconfirmed:
		return end(Unconfirmed, nothingChanged+"it was not confirmed: %s; confirm with %s", err, flag)
	case err != nil:
		return err
	case typed != words:
		return end(Unconfirmed, nothingChanged+"%q was typed instead of %q", typed, words)
	default:
		return nil
	}
}

// wordOf gives the service of a plan as the command line takes it.
func wordOf(plan *model.Plan) string {
	o := plan.Order
	if service, ok := model.ServiceByID(o.Service); ok && len(o.Principals) == len(service.Principals) {
		return string(o.Service)
	}
	if len(o.Principals) > 0 && !slices.Contains(o.Principals, "") {
		return string(o.Principals[0])
	}
	return string(o.Service)
}
