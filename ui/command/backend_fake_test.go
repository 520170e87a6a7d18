package command_test

import (
	"context"
	"sync"
	"time"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/plan"
	"deputy/model/sample"
)

// fake is a backend that answers every want from a snapshot, as a script says.
type fake struct {
	snapshot   *model.Snapshot
	gaps       map[model.Part]model.Gap                       // parts that fail
	lives      model.ManagementAccount                        // what lives in the management account
	regionGap  func(model.ServiceID, model.Region) *model.Gap // of a service API
	unfinished []plan.JournalEntry
	prompt     *model.Prompt // asked before anything else
	outcome    func(n int, s plan.Step) plan.Outcome
	changed    func(n int, s *model.Snapshot) // before the n-th fresh look

	mu       sync.Mutex
	looks    int
	executed []plan.Step
	saved    *model.Snapshot // for the next start
	reply    chan model.Reply
}

func newFake() *fake {
	return &fake{
		snapshot: sample.Demo(), lives: modeltest.SoundAccount(benchTime), gaps: map[model.Part]model.Gap{}, reply: make(chan model.Reply, 1),
		outcome: func(int, plan.Step) plan.Outcome { return plan.Outcome{Result: plan.ResultDone} },
	}
}

func (f *fake) Answer(r model.Reply) { f.reply <- r }

func (f *fake) Execute(_ context.Context, s plan.Step) plan.Outcome {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.executed = append(f.executed, s)
	return f.outcome(len(f.executed), s)
}

func (f *fake) Read(ctx context.Context, wants <-chan model.Want) <-chan model.Fact {
	facts := make(chan model.Fact)
	go func() {
		defer close(facts)
		send := func(all ...model.Fact) {
			for _, fact := range all {
				select {
				case facts <- fact:
				case <-ctx.Done():
					return
				}
			}
		}
		if f.prompt != nil {
			send(model.PromptFact{Prompt: *f.prompt})
			select {
			case r := <-f.reply:
				if r.Cancelled {
					return
				}
			case <-ctx.Done():
				return
			}
		}
		s := f.snapshot
		send(model.CallerFact{Caller: s.Caller}, f.status(model.PartCaller, ""),
			model.OrganizationFact{Organization: s.Organization}, f.status(model.PartOrganization, ""),
			plan.JournalFact{Unfinished: f.unfinished})
		for {
			select {
			case w := <-wants:
				send(f.answer(w)...)
			case <-ctx.Done():
				return
			}
		}
	}()
	return facts
}

func (f *fake) status(p model.Part, target string) model.Fact {
	s := model.Status{Progress: model.Complete}
	if gap, ok := f.gaps[p]; ok {
		s = model.Status{Progress: model.Failed, Gap: &gap}
	}
	return model.StatusFact{Part: p, Target: target, Status: s}
}

// answer returns the facts that a want brings.
func (f *fake) answer(w model.Want) []model.Fact {
	s := f.snapshot
	switch w := w.(type) {
	case model.WantSave:
		if f.saved = w.Snapshot; w.Done != nil {
			close(w.Done)
		}
		return nil
	case model.WantTree:
		return []model.Fact{
			model.RootsFact{Roots: s.Roots},
			f.status(model.PartRoots, ""),
			model.OUsFact{OUs: s.OUs},
			f.status(model.PartOUs, ""),
			model.AccountsFact{Accounts: s.Accounts},
			f.status(model.PartAccounts, ""),
		}
	case model.WantAccounts:
		return []model.Fact{model.AccountsFact{Accounts: s.Accounts}, f.status(model.PartAccounts, "")}
	case model.WantDelegations:
		return f.delegations()
	case model.WantPolicies:
		return f.policies()
	case model.WantRootAccess:
		return []model.Fact{model.RootAccessFact{}, f.status(model.PartRootAccess, "")}
	case model.WantManagementAccount, model.WantCredentialReport:
		return append([]model.Fact{model.ManagementAccountFact{ManagementAccount: f.lives}}, f.statuses(model.ManagementAccountParts())...)
	case model.WantHandshakes:
		return []model.Fact{model.HandshakesFact{}, f.status(model.PartHandshakes, "")}
	case model.WantHistory:
		var facts []model.Fact
		if h := s.History; h != nil {
			facts = []model.Fact{model.HistoryFact{Events: h.Events}, model.HistoryFact{From: w.From, To: w.To}}
		}
		return append(facts, f.status(model.PartHistory, ""))
	case model.WantManagementPolicies:
		return f.managementPolicies(w)
	case model.WantEffective:
		return f.effective(w)
	case model.WantFresh:
		return f.fresh(w)
	case model.WantService:
		return f.serviceAPIs(model.WantFresh{Services: []model.ServiceID{w.Service}})
	default:
		return nil
	}
}

func (f *fake) delegations() []model.Fact {
	s := f.snapshot
	held := map[model.AccountID][]model.Delegation{}
	for _, d := range s.Delegations {
		held[d.Account] = append(held[d.Account], d)
	}
	var facts []model.Fact
	if _, gap := f.gaps[model.PartDelegations]; !gap {
		for account, all := range held {
			facts = append(facts, model.DelegationsFact{Account: account, Delegations: all})
		}
	}
	return append(facts,
		model.TrustedAccessFact{Trusted: s.TrustedAccess}, s.ResourcePolicy,
		f.status(model.PartAdministrators, ""), f.status(model.PartDelegations, ""),
		f.status(model.PartTrustedAccess, ""), f.status(model.PartResourcePolicy, ""))
}

func (f *fake) policies() []model.Fact {
	s := f.snapshot
	var facts []model.Fact
	for _, t := range model.Evaluated() {
		var of []model.Policy
		for _, p := range s.Policies {
			if _, gap := f.gaps[model.PartPolicies]; p.Type == t && !gap {
				of = append(of, p)
			}
		}
		facts = append(facts, model.PoliciesFact{Type: t, Policies: of},
			f.status(model.PartPolicies, string(t)), f.status(model.PartTargets, string(t)))
	}
	for id, d := range s.Documents {
		facts = append(facts, model.DocumentFact{Policy: id, Document: d})
	}
	return append(facts, f.status(model.PartDocument, ""))
}

func (f *fake) managementPolicies(w model.WantManagementPolicies) []model.Fact {
	s := f.snapshot
	var facts []model.Fact
	for _, t := range model.ManagementTypes(s.Roots) {
		if w.Only != "" && w.Only != t {
			continue
		}
		var of []model.Policy
		for _, p := range s.Policies {
			if _, gap := f.gaps[model.PartPolicies]; p.Type == t && !gap {
				of = append(of, p)
			}
		}
		facts = append(facts, model.PoliciesFact{Type: t, Policies: of})
		for _, p := range of {
			targets := model.TargetsFact{Policy: p.ID, First: true, Last: true}
			for _, a := range s.Attachments {
				if a.Policy == p.ID {
					targets.Targets = append(targets.Targets, a.Target)
				}
			}
			facts = append(facts, targets, model.DocumentFact{Policy: p.ID, Document: s.Documents[p.ID]})
		}
		for _, key := range model.ManagementParts(t) {
			facts = append(facts, f.status(key.Part, key.Target))
		}
	}
	for _, list := range modeltest.ManagementFacts(s) {
		facts = append(facts, list...)
	}
	return facts
}

func (f *fake) effective(w model.WantEffective) []model.Fact {
	var facts []model.Fact
	for _, t := range model.ManagementTypes(f.snapshot.Roots) {
		p := model.EffectivePolicy{Account: w.Account, Type: t, Taken: benchTime}
		if t == model.TagPolicy {
			p.Text = `{"tags":{"team":{"tag_key":"team"}}}`
		}
		target := model.EffectiveTarget(w.Account, t)
		facts = append(facts, model.EffectivePolicyFact{Policy: p}, f.status(model.PartEffective, target), f.status(model.PartPolicyErrors, target))
	}
	return facts
}

func (f *fake) fresh(w model.WantFresh) []model.Fact {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.looks++
	s := f.snapshot
	if f.changed != nil {
		f.changed(f.looks, s)
	}
	var facts []model.Fact
	for _, n := range s.Accounts {
		for _, account := range w.Accounts {
			if n.ID == account.Node() {
				facts = append(facts, model.AccountsFact{Accounts: []model.Node{n}})
			}
		}
	}
	for _, principal := range w.Principals {
		fact := model.AdministratorsFact{Principal: principal, Since: map[model.AccountID]time.Time{}}
		for _, d := range s.Delegations {
			if d.Principal == principal {
				fact.Accounts = append(fact.Accounts, model.Node{ID: d.Account.Node(), Kind: model.KindAccount})
				fact.Since[d.Account] = d.Since
			}
		}
		facts = append(facts, fact, f.status(model.PartAdministrators, string(principal)))
	}
	facts = append(facts, f.serviceAPIs(w)...)
	for _, id := range w.Access {
		facts = append(facts, model.ServiceAccessFact{Service: id, Said: "ENABLED"}, f.status(model.PartServiceAccess, string(id)))
	}
	for _, account := range w.Delegates {
		fact := model.DelegationsFact{Account: account}
		for _, d := range s.Delegations {
			if d.Account == account {
				fact.Delegations = append(fact.Delegations, d)
			}
		}
		facts = append(facts, fact, f.status(model.PartDelegations, string(account)))
	}
	return append(facts, model.TrustedAccessFact{Trusted: s.TrustedAccess}, f.status(model.PartTrustedAccess, ""),
		f.status(model.PartFresh, w.Token))
}

var benchTime = time.Date(2026, 11, 23, 10, 31, 0, 0, time.UTC)

func (f *fake) statuses(parts []model.PartKey) (facts []model.Fact) {
	for _, key := range parts {
		facts = append(facts, f.status(key.Part, key.Target))
	}
	return facts
}
