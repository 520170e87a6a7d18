package command

import (
	"context"
	"fmt"
	"strings"

	"deputy/model/plan"
)

// run carries out the steps one at a time and prints a line for each. When ctx
// ends, the step under way is finished and no other begun.
func (l *loader) run(ctx context.Context, e *plan.Execution, planned *plan.Plan) error {
	for {
		e.Stopped = ctx.Err() != nil
		step, ok := e.Next()
		if !ok {
			break
		}
		o := l.execute(ctx, step)
		e.Record(o)
		var p page
		p.line(stepLine(step, o))
		l.s.warn(p.writeTo(l.s.Stdout)) // the change counts, not its report
	}
	if !e.Done() {
		var p page
		for _, text := range e.RegionSummary() {
			p.line(text)
		}
		l.s.warn(p.writeTo(l.s.Stdout))
	}
	return ended(ctx, e, planned)
}

// stepLine returns a step and how it ended, in one line.
func stepLine(s plan.Step, o plan.Outcome) string {
	words := []string{fmt.Sprintf("%d/%d", s.Number, s.Of), o.Result.String() + ":", s.Call()}
	if o.Failure != nil {
		words = append(words, "-", sentences(o.Failure.Cause, o.Failure.Fix))
	}
	if o.Note != "" {
		words = append(words, "-", o.Note)
	}
	if o.Unrecorded != "" {
		words = append(words, "-", sentences(o.Unrecorded))
	}
	return strings.Join(words, " ")
}

// sentences joins sentences, each with one full stop.
func sentences(texts ...string) string {
	var all []string
	for _, text := range texts {
		if text = strings.TrimRight(text, ". "); text != "" {
			all = append(all, text+".")
		}
	}
	return strings.Join(all, " ")
}

// ended ends the program after the steps: it says what is left, and which commands
// plan the rest or the way back.
func ended(ctx context.Context, e *plan.Execution, planned *plan.Plan) error {
	switch {
	case e.Done() && e.Unrecorded() != "":
		return end(Partly, "all steps are done, but the journal does not contain that: see above")
	case e.Done():
		return nil
	}
	done, unknown := 0, ""
	for _, o := range e.Outcomes {
		switch o.Result {
		case plan.ResultDone, plan.ResultNotVisible:
			done++
		case plan.ResultUnknown:
			unknown = ", 1 unknown" // it ends the plan
		default:
		}
	}
	switch {
	case !e.Changed() && ctx.Err() != nil:
		return end(Interrupted, "interrupted; nothing was changed")
	case !e.Changed() && len(e.Outcomes) > 1:
		return end(Failed, nothingChanged+"every step failed")
	case !e.Changed():
		return end(Failed, nothingChanged+"the first step failed")
	}
	way := ""
	if back, ok := plan.Inverse(e.Changes()); ok {
		way = ", " + strings.Join(back.Commands(), " and ") + " undoes them"
	}
	return end(Partly, "partly done: %d of %d steps done%s, %d not started. %s plans the rest%s",
		done, len(e.Steps), unknown, len(e.Left()), strings.Join(planned.Order.Commands(), " and "), way)
}
