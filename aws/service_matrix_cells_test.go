package aws

import (
	"slices"
	"strings"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/model/sample"
)

// matrix are the cells: what is so before, then what goes wrong.
var matrix = []cell{
	{name: "absent", admin: nobody, want: blocked("", "not-registered")},
	{name: "present", admin: demoTooling, want: blocked("nothing-to-do", "")},
	{name: "half done, some Regions", where: byRegion, before: func(o *model.Snapshot, sc scene) {
		addAdministrator(o, sc.Service, demoTooling, here[0])
	}, want: func(sc scene) end {
		e := does(sc)
		if own := sc.callsOf("register"); sc.direction == catalog.Register {
			e.calls = own[1:]
		} else {
			e.calls = slices.Delete(e.calls, 1, 2)
		}
		return e
	}},
	{name: "half done, some principals", where: func(s catalog.Service) bool { return len(s.Principals) > 1 }, before: func(o *model.Snapshot, sc scene) {
		o.Delegations = append(o.Delegations, model.Delegation{Account: demoTooling, Principal: sc.facts.principals[0]})
	}, want: func(sc scene) end {
		e := does(sc)
		if sc.direction == catalog.Register {
			e.calls = e.calls[1:]
		} else {
			e.calls = e.calls[:1]
		}
		return e
	}},
	{name: "half done, AWS Organizations only", where: usesServiceAPI, before: func(o *model.Snapshot, sc scene) {
		o.Delegations = append(o.Delegations, model.Delegation{Account: demoTooling, Principal: sc.facts.principals[0]})
	}, want: func(sc scene) end {
		e := does(sc)
		switch unlisted := sc.List.Mechanism == catalog.MechanismOrganizations; {
		case unlisted && sc.direction == catalog.Register:
			return end{blocked: "nothing-to-do"} // nothing else tells who it is
		case sc.direction == catalog.Register:
			e.calls = sc.callsOf("register")
		case !unlisted:
			e.calls = sc.then()
		}
		return e
	}},
	{name: "half done, the service only", where: usesServiceAPI, before: func(o *model.Snapshot, sc scene) {
		addAdministrator(o, sc.Service, demoTooling, here...)
		o.Delegations = slices.DeleteFunc(o.Delegations, func(d model.Delegation) bool { return isOf(sc.Service, d.Principal) })
	}, want: func(sc scene) end {
		e := does(sc)
		switch {
		case sc.direction == catalog.Remove && sc.List.Mechanism == catalog.MechanismOrganizations:
			return end{blocked: "not-registered"}
		case sc.direction == catalog.Remove:
			e.calls = sc.callsOf("remove")
		default:
			e.calls = e.calls[:1]
		}
		return e
	}},
	{name: "registered, trusted access off", before: func(o *model.Snapshot, sc scene) {
		addAdministrator(o, sc.Service, demoTooling, here...)
		untrusted(o, sc)
	}, want: func(sc scene) end {
		if sc.direction == catalog.Register {
			return end{blocked: "nothing-to-do"}
		}
		return untrustedCalls(sc)
	}},
	{name: "wrong account", admin: demoPayments, want: func(sc scene) end {
		switch one := largestQuota(sc.Service) == 1; {
		case sc.direction == catalog.Remove:
			return end{blocked: "not-registered"}
		case one && documentedQuota(sc.Service):
			return end{blocked: "quota"}
		case one && usesServiceAPI(sc.Service):
			return refused(sc, "InvalidParameterValue", "already the delegated administrator") // the number is not documented, and holds
		case sc.facts.calls["further"].operation != "":
			return end{calls: sc.callsOf("further"), left: whole}
		default:
			return does(sc)
		}
	}},
	{name: "quota reached", before: full, want: func(sc scene) end {
		switch {
		case sc.direction == catalog.Remove:
			return does(sc)
		case documentedQuota(sc.Service):
			return end{blocked: "quota"}
		case usesServiceAPI(sc.Service):
			return refused(sc, "InvalidParameterValue", "already the delegated administrator")
		default:
			return does(sc)
		}
	}},
	{name: "trusted access off", before: func(o *model.Snapshot, sc scene) {
		if sc.direction == catalog.Remove {
			addAdministrator(o, sc.Service, demoTooling, here...)
		}
		untrusted(o, sc)
	}, want: func(sc scene) end {
		if sc.direction == catalog.Register && sc.TrustedAccess.Before {
			return end{blocked: "trusted-access"}
		}
		return untrustedCalls(sc)
	}},
	{name: "trusted access off, to be switched on", access: true, where: func(s catalog.Service) bool {
		return s.TrustedAccess.Mechanism == catalog.AccessByOrganizations || s.TrustedAccess.Mechanism == catalog.AccessByService
	}, before: func(o *model.Snapshot, sc scene) {
		if sc.direction == catalog.Remove {
			addAdministrator(o, sc.Service, demoTooling, here...)
		}
		untrusted(o, sc)
	}, want: func(sc scene) end {
		if sc.direction == catalog.Remove {
			return untrustedCalls(sc)
		}
		if sc.ID == "license-manager" {
			return end{blocked: "trusted-access"} // its call leaves one of its principals alone
		}
		e := does(sc)
		e.calls = append(switchedOn(sc), e.calls...)
		return e
	}},
	{name: "suspended account", account: demoSuspended, want: func(sc scene) end {
		switch {
		case sc.direction == catalog.Register:
			return end{blocked: "account-state"}
		case sc.facts.calls["remove"].delegate: // nobody can act as a suspended account
			return end{result: plan.ResultFailed, says: []string{"sts:AssumeRole"}}
		default:
			return does(sc)
		}
	}},
	{name: "management account", account: demoManagement, want: func(sc scene) end {
		switch may := sc.ManagementAccount; {
		case may == catalog.AnswerNo && sc.direction == catalog.Register:
			return end{blocked: "management-account"}
		case may == catalog.AnswerNo && sc.List.Mechanism == catalog.MechanismOrganizations:
			return end{blocked: "not-registered"}
		default:
			return does(sc)
		}
	}},
	{name: "not permitted to read", look: unreadable, act: unreadable, want: func(sc scene) end {
		e, call := late(sc), sc.facts.calls["remove"]
		switch {
		case sc.direction == catalog.Register:
		case !call.delegate && len(call.parameters) == 0:
			return end{blocked: "unread"} // the call names nobody, so whom it would remove has to be known
		case len(sc.Features) > 0:
			// Both parts are tried, and one was never there.
			return end{calls: []string{sc.callsOf("remove")[0], sc.callsOf("remove")[0] + " InvalidInputException"}, result: plan.ResultFailed, left: half}
		case byRegion(sc.Service):
			e.calls, e.left = sc.callsOf("remove"), listed // the other Regions count as ones where it stands
		}
		return e
	}},
	{name: "throttled once", act: failing(throttles, 1), want: func(sc scene) end { return twice(sc, throttles) }},
	denied("a service control policy", "with an explicit deny in a service control policy", "use another account"),
	denied("a permissions boundary", "because no permissions boundary allows the action", "ask for a wider one"),
	denied("no allow", "because no identity-based policy allows the action", "do not allow this: allow "),
	{name: "conflict", act: failing(ours("ConcurrentModificationException", "ConflictException"), 0), want: func(sc scene) end {
		code := "ConflictException"
		if strings.HasPrefix(sc.allCalls()[0], "organizations:") {
			code = "ConcurrentModificationException"
		}
		return refused(sc, code, "read again, then plan again")
	}},
	{name: "lost reply", act: failing(ours("lost", "lost"), 1), want: does},
	{name: "lost reply and not yet visible", act: func(sc scene) emulator.Faults {
		f := failing(ours("lost", "lost"), 1)(sc)
		f.Lag = 20 * time.Second
		return f
	}, want: does},
	{name: "reset", act: failing(ours("reset", "reset"), 0), want: func(sc scene) end {
		return end{calls: sc.allCalls()[:1], result: plan.ResultUnknown, says: []string{"Check again"}}
	}},
	{name: "a gateway's error", act: failing(ours("502", "502"), 0), want: func(sc scene) end {
		return end{calls: sc.allCalls()[:1], result: plan.ResultUnknown, says: []string{"502", "Check again"}}
	}},
	{name: "not yet visible", act: lagging(20 * time.Second), want: does},
	{name: "not visible for an hour", act: lagging(time.Hour), want: late},
}

// byRegion reports whether the service keeps an administrator for each Region.
func byRegion(s catalog.Service) bool { return s.Regions.Regional }

// usesServiceAPI reports whether the service API is used.
func usesServiceAPI(s catalog.Service) bool {
	return s.Register.Mechanism == catalog.MechanismServiceAPI
}

// untrusted switches the service's trusted access off.
func untrusted(o *model.Snapshot, sc scene) {
	o.TrustedAccess = slices.DeleteFunc(o.TrustedAccess, func(a model.TrustedAccess) bool {
		return slices.ContainsFunc(sc.TrustedAccess.Principals, func(p catalog.AccessPrincipal) bool { return p.Name == a.Principal })
	})
}

// untrustedCalls wants what is documented of a service without trusted access:
// CloudTrail then refuses even the way out, and the failure says how to fix it.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeregisterOrganizationDelegatedAdmin.html
func untrustedCalls(sc scene) end {
	if sc.ID == "cloudtrail" {
		return refused(sc, "CloudTrailAccessNotEnabledException", "Switch on trusted access for CloudTrail first")
	}
	return does(sc)
}

// switchedOn are the calls that switch all on that the service needs.
func switchedOn(sc scene) (calls []string) {
	if sc.TrustedAccess.Mechanism == catalog.AccessByService {
		call := sc.facts.calls["access"]
		return []string{call.made(call.in(here)[0], "", "")}
	}
	for _, p := range sc.TrustedAccess.Principals {
		if p.Weight == catalog.AccessRequired {
			calls = append(calls, "organizations:EnableAWSServiceAccess us-east-1 "+string(p.Name))
		}
	}
	return calls
}

// full lets as many accounts administer the service as it allows; three where
// no number is known. One of them is the account that is to be removed.
func full(o *model.Snapshot, sc scene) {
	n := largestQuota(sc.Service)
	if n == 0 {
		n = 3
	}
	if sc.direction == catalog.Remove {
		n--
	}
	for _, a := range sample.Demo().Accounts {
		id := model.AccountID(a.ID)
		if n > 0 && a.State == model.StateActive && id != demoTooling && id != demoManagement {
			addAdministrator(o, sc.Service, id, here...)
			n--
		}
	}
	if sc.direction == catalog.Remove {
		addAdministrator(o, sc.Service, demoTooling, here...)
	}
}

// unreadable forbids to read who administers the service.
func unreadable(sc scene) emulator.Faults {
	list := sc.facts.calls["list"]
	return emulator.Faults{Deny: []emulator.Denial{{Operation: "ListDelegatedAdministrators"}, {Operation: list.api + ":" + list.operation}}}
}

// lagging lets reads see a change only later.
func lagging(d time.Duration) func(scene) emulator.Faults {
	return func(scene) emulator.Faults { return emulator.Faults{Lag: d} }
}

// denied returns the cell in which AWS denies every call, and says why. What is
// said names the permission, AWS's words, and how to fix it.
func denied(name, why, fix string) cell {
	return cell{name: "denied by " + name, act: func(sc scene) (f emulator.Faults) {
		for _, o := range sc.operations() {
			f.Deny = append(f.Deny, emulator.Denial{Operation: o, Message: "User: arn:aws:sts::111122223333:assumed-role/Ops/me is not authorized to perform: " + o + " on resource: * " + why})
		}
		return f
	}, want: func(sc scene) end {
		permission, _, _ := strings.Cut(sc.allCalls()[0], " ")
		code := "AccessDeniedException"
		if strings.HasPrefix(permission, "ec2:") {
			code = "UnauthorizedOperation"
		}
		return refused(sc, code, permission, why, fix)
	}}
}

// throttles are the codes of a call too many.
var throttles = ours("TooManyRequestsException", "ThrottlingException")
