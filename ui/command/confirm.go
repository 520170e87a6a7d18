package command

import (
	"cmp"
	"context"
	"slices"

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
	account, word := string(cmp.Or(plan.Removes(), plan.Order.Account)), wordOf(plan)
	if w.confirm != "" && w.confirm != account {
		return false, end(Unconfirmed, nothingChanged+"--confirm is %s, and the plan is about %s", w.confirm, account)
	}
	if w.confirmLoss != "" && w.confirmLoss != word {
		return false, end(Unconfirmed, nothingChanged+"--confirm-loss is %q, and the plan is about %s", w.confirmLoss, word)
	}
	loss, words := plan.Loss != "" && w.confirmLoss == "", w.confirm == ""
	if !loss && !words {
		return false, nil
	}
	if err := planPage(plan).writeTo(s.Stderr); err != nil {
		return false, err
	}
	if loss {
		if err := s.type1(ctx, word, "if you know what is lost", "--confirm-loss "+word); err != nil {
			return true, err
		}
	}
	if words {
		typed, verb := plan.Words(), "to remove"
		if typed == "" {
			typed, verb = account, "to register"
		}
		return true, s.type1(ctx, typed, verb, "--confirm "+account)
	}
	return true, nil
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
