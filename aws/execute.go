package aws

import (
	"context"
	"time"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
	"deputy/model/plan"
)

// The time limits of a change: for the answer, and for reading it back. AWS does
// not say how long it may take until reads show a change.
const (
	changeTimeout   = 60 * time.Second
	visibleWithin   = 60 * time.Second
	checkWithin     = 20 * time.Second
	firstReadBack   = time.Second
	longestReadBack = 5 * time.Second
)

// execution carries out one step.
type execution struct {
	b         *Backend
	ctx       context.Context // ends when the user leaves
	step      plan.Step
	operation operation
	identity  *identity
	caller    model.Caller // who makes the call
	session   *session
	job       job // of the calls that read; they go on if the user leaves
	journal   Journal
}

// Execute carries out one step of a confirmed plan. It checks which account
// calls, takes the organization's lock, which is held until the plan's last step
// has ended, writes the intent into the journal, makes the call, reads the
// change back and writes the outcome. It sends nothing in read-only mode,
// without a journal, or from another account than the step's. It makes the call
// again only after a throttle answer; if the answer was lost, it reads back
// first. It finishes a call that has begun even if ctx ends.
//
// For a step of ActionCheck it reads back whether an interrupted step was done,
// and writes that into the journal.
func (b *Backend) Execute(ctx context.Context, step plan.Step) plan.Outcome {
	e := &execution{b: b, ctx: ctx, step: step}
	o := e.run() //nolint:contextcheck // A call that has begun is finished even if ctx ends.
	o.At = time.Now()
	e.releaseJournal(o)
	return o
}

func (e *execution) run() plan.Outcome {
	if f := e.prepare(); f != nil {
		if e.step.Action == catalog.ActionCheck { // nothing was read back
			return plan.Outcome{Result: plan.ResultUnknown, Failure: f}
		}
		return plan.Outcome{Result: plan.ResultFailed, Failure: f}
	}
	defer e.job.run.cancel()
	switch {
	case e.step.Action == catalog.ActionCheck:
		return e.settle(e.check())
	case e.step.Manual:
		return e.reportManualStep()
	}
	intent := plan.NewIntent(e.step, e.journaled(), e.identity.place.Organization, time.Now())
	if err := e.journal.Append(intent); err != nil {
		return plan.Outcome{Result: plan.ResultFailed, Failure: localFailure("write the journal", e.identity.place.Organization, err)}
	}
	return e.settle(e.change())
}

// prepare finds everything that the step needs; a failure is the reason not to
// begin.
func (e *execution) prepare() (f *model.Failure) {
	if e.operation, f = findOperation(e.step); f != nil {
		return f
	}
	check := e.step.Action == catalog.ActionCheck
	if e.b.options.ReadOnly && !check {
		return refusal(e.step, "deputy is in read-only mode", "Start it without --read-only")
	}
	e.b.mu.Lock()
	e.identity = e.b.identity
	e.b.mu.Unlock()
	if e.identity == nil || e.identity.place.Organization == "" {
		return refusal(e.step, "deputy does not know which organization this is", "Read the organization first")
	}
	if e.session, f = e.b.changeSession(e.ctx, check); f != nil {
		return f
	}
	e.job = e.b.detachedJob(e.ctx, e.session)
	if f = e.checkCaller(check); f != nil {
		e.job.run.cancel()
	}
	return f
}

// checkCaller checks which account calls and which one the call would change,
// and opens the journal. A step that a person makes by hand needs none of this.
func (e *execution) checkCaller(check bool) *model.Failure {
	if e.step.Manual && !check {
		return nil
	}
	if f := e.verify(); f != nil {
		return f
	}
	if e.operation.guard != nil && !check {
		if f := e.operation.guard(e.job, e.step); f != nil {
			return f
		}
	}
	return e.openJournal(check)
}

// reportManualStep returns an outcome that says whether a person has made the
// step's call, or how to make it.
func (e *execution) reportManualStep() plan.Outcome {
	visible, f := e.operation.isDone(e.job, e.step)
	switch {
	case f != nil:
	case visible:
		return plan.Outcome{Result: plan.ResultDone, Note: "Reading back shows that this was already done"}
	default:
		f = refusal(e.step, "account "+string(e.step.Caller)+" must make this call itself, and deputy has no role or profile for it",
			"Run with credentials of "+string(e.step.Caller)+", then plan again: "+plan.CommandLine(e.identity.caller, e.step.CLI()))
	}
	return plan.Outcome{Result: plan.ResultFailed, Failure: f}
}

// verify checks that the step's account makes the call, in the organization that
// was read.
func (e *execution) verify() (f *model.Failure) {
	job := e.job
	if o := &e.b.options; e.step.Action != catalog.ActionCheck && o.DelegateProfile+o.DelegateRole != "" && e.step.ByDelegate() {
		if e.session, f = e.b.delegateSession(e.ctx, e.session, e.step.Caller); f != nil {
			return f
		}
		job = e.b.detachedJob(e.ctx, e.session)
		defer job.run.cancel()
	}
	if e.caller, f = job.run.identity.readCaller(job); f != nil {
		return f
	}
	if e.step.Action != catalog.ActionCheck && e.caller.Account != e.step.Caller {
		return &model.Failure{
			Kind: model.FailureCredentials, Operation: operationName(e.step), Target: string(e.step.Account),
			Cause: "account " + string(e.step.Caller) + " must make this call, but these credentials are for " + string(e.caller.Account),
			Fix:   "Give a profile or role for " + string(e.step.Caller) + " with " + e.credentialFlags(),
		}
	}
	if e.caller.Account == e.identity.caller.Account {
		return nil
	}
	organization, f := job.run.identity.readOrganization(job)
	if f == nil && organization.ID != e.identity.place.Organization {
		f = refusal(e.step, "account "+string(e.caller.Account)+" is in organization "+organization.ID+", not in "+e.identity.place.Organization,
			"Give a profile or role in the organization that deputy has read")
	}
	return f
}

// credentialFlags returns the flags that name credentials for the step.
func (e *execution) credentialFlags() string {
	if e.step.ByDelegate() {
		return "--delegate-profile or --delegate-role"
	}
	return "--change-profile or --change-role"
}

// openJournal takes the lock and opens the journal. A check in read-only mode
// writes nothing, and needs neither.
func (e *execution) openJournal(check bool) *model.Failure {
	store := e.b.options.Store
	if check && (store == nil || e.b.options.ReadOnly) {
		return nil
	}
	if store == nil {
		return refusal(e.step, "there is no journal, and deputy changes nothing without one", "")
	}
	if e.journal = e.b.takeOpenJournal(e.identity.place, e.step); e.journal != nil {
		return nil
	}
	journal, err := store.Open(e.identity.place)
	if err != nil {
		return localFailure("open the journal", e.identity.place.Organization, err)
	}
	e.journal = journal
	return nil
}

// releaseJournal closes the journal and releases the lock. If the plan has a
// next step, both stay open for it.
func (e *execution) releaseJournal(o plan.Outcome) {
	if e.journal == nil {
		return
	}
	last := e.step.Action == catalog.ActionCheck || e.step.Number >= e.step.Of || o.Result == plan.ResultUnknown || o.Unrecorded != ""
	if last || e.ctx.Err() != nil {
		e.b.closeJournal(e.journal)
	} else {
		e.b.keepJournalOpen(e.identity.place, e.step, e.journal)
	}
	e.b.showJournal()
}

// change makes the call and finds out how it ended.
func (e *execution) change() plan.Outcome {
	id, unclear, f := e.send()
	switch {
	case f == nil:
		o := plan.Outcome{Result: plan.ResultDone, RequestID: id}
		visible, unread := e.waitVisible(e.ctx, visibleWithin)
		switch {
		case unread != nil:
			o.Result, o.Note = plan.ResultNotVisible, "AWS accepted the call, but deputy could not read the change back: "+unread.Cause
		case !visible:
			o.Result, o.Note = plan.ResultNotVisible, "AWS accepted the call, but reads do not show the change yet"
		}
		if o.Result == plan.ResultNotVisible {
			text, _ := e.serviceStatus()
			o.Note += text
		}
		return o
	case unclear:
		return e.resolve(f)
	case f.Code == "AccountNotRegisteredException" && e.step.Operation == "DeregisterDelegatedAdministrator":
		if visible, _ := e.waitVisible(e.ctx, visibleWithin); visible {
			return plan.Outcome{Result: plan.ResultDone, RequestID: f.RequestID, Note: "AWS Organizations had already deregistered it"}
		}
	}
	return plan.Outcome{Result: plan.ResultFailed, Failure: f, RequestID: f.RequestID}
}

// resolve reads back whether a call was carried out whose answer was lost, or was
// not AWS's own.
func (e *execution) resolve(f *model.Failure) plan.Outcome {
	visible, unread := e.waitVisible(context.WithoutCancel(e.ctx), visibleWithin)
	answer, advice := "The answer was lost", ""
	if f.Kind == model.FailureForeign {
		answer, advice = "The answer did not come from AWS", ". "+f.Fix
	}
	if visible {
		return plan.Outcome{
			Result: plan.ResultDone, RequestID: f.RequestID,
			Note: answer + " (" + f.Cause + "); reading back shows that it was done",
		}
	}
	g := *f
	g.Fix = "Check again before you try again: reading back does not show the change, but it may still appear"
	if unread != nil {
		g.Fix = "Check before you try again: reading back failed too (" + unread.Cause + ")"
	}
	text, _ := e.serviceStatus()
	g.Fix += text + advice
	return plan.Outcome{Result: plan.ResultUnknown, Failure: &g, RequestID: g.RequestID}
}

// serviceStatus returns what the service says of its own state, where
// Organizations does not show the change, and whether the change may still come;
// empty if the operation has no such status.
func (e *execution) serviceStatus() (text string, open bool) {
	if e.operation.serviceStatus == nil {
		return "", false
	}
	text, open = e.operation.serviceStatus(e.job, e.step)
	return ". " + text, open
}

// check returns the outcome of a step that was interrupted.
func (e *execution) check() plan.Outcome {
	switch visible, unread := e.waitVisible(e.ctx, checkWithin); {
	case unread != nil:
		return plan.Outcome{Result: plan.ResultUnknown, Failure: unread}
	case visible:
		return plan.Outcome{Result: plan.ResultDone, Note: "Reading back shows that it was done"}
	default:
		text, open := e.serviceStatus()
		if open {
			return plan.Outcome{Result: plan.ResultUnknown, Failure: refusal(e.step, "reading back does not show the change yet"+text, "Check again later")}
		}
		return plan.Outcome{Result: plan.ResultFailed, Failure: refusal(e.step, "reading back does not show the change"+text, "Plan again")}
	}
}

// waitVisible reads back until the change is visible, the time is over, or
// leaving ends. It reads at least once.
func (e *execution) waitVisible(leaving context.Context, limit time.Duration) (bool, *model.Failure) {
	deadline := time.Now().Add(limit)
	for wait := firstReadBack; ; wait = min(2*wait, longestReadBack) {
		visible, f := e.operation.isDone(e.job, e.step)
		if f != nil || visible || time.Now().Add(wait).After(deadline) || leaving.Err() != nil {
			return visible, f
		}
		select {
		case <-time.After(wait):
		case <-leaving.Done():
		}
	}
}

// settle writes the outcome into the journal.
func (e *execution) settle(o plan.Outcome) plan.Outcome {
	if e.journal == nil {
		return o
	}
	o.At = time.Now()
	if err := e.journal.Append(plan.NewOutcome(e.step, e.journaled(), e.identity.place.Organization, o)); err != nil {
		f := localFailure("write the journal", e.identity.place.Organization, err)
		o.Unrecorded = phrase.Sentence("The journal does not contain this outcome: "+f.Cause) + " "
		if f.Fix != "" {
			o.Unrecorded += phrase.Sentence(f.Fix) + " "
		}
		o.Unrecorded += "At the next start deputy says that this step did not finish, and offers to check it"
	}
	return o
}

// journaled returns the caller as the journal names it: with the partition and the
// endpoint of the organization that was read.
func (e *execution) journaled() model.Caller {
	caller := e.caller
	caller.Partition, caller.Endpoint = e.identity.place.Partition, e.identity.place.Endpoint
	return caller
}
