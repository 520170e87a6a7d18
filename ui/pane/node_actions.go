package pane

import (
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/ui/kit"
)

// Chooser is a list of nodes.
type Chooser interface {
	// Selected returns the node under the cursor, nil if there is none.
	Selected() *model.Node
}

// doNode carries out a command on a node, wherever it is shown.
func doNode(env *Env, n *model.Node, c kit.Command) kit.Intent {
	switch c {
	case kit.Copy:
		return copiedName(kindName(n.Kind)+" ID", string(n.ID))
	case kit.CopyARN:
		return copiedName(kindName(n.Kind)+" ARN", n.ARN)
	case kit.Console:
		return Browsed{nameOf(n), consoleNode(env.Reading.Caller.Partition, n)}
	case kit.Delegate:
		return PlanWanted{plan.Order{Direction: catalog.Register, Account: n.Account()}}
	case kit.Undelegate:
		return PlanWanted{plan.Order{Direction: catalog.Remove, Account: n.Account()}}
	case kit.WhatIf:
		return WhatIfWanted{Node: n.ID}
	case kit.LastAccessed:
		return LastAccessedWanted{Node: n.ID}
	case kit.Reload:
		return Many{Wanted{model.WantLadder{Node: n.ID}}, Wanted{model.WantTags{Target: string(n.ID)}}}
	default:
		return nil
	}
}

// canNode reports whether a command of doNode is available.
func canNode(env *Env, n *model.Node, c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Copy, kit.CopyARN, kit.Console, kit.Delegate, kit.Undelegate, kit.WhatIf, kit.LastAccessed, kit.Reload:
	default:
		return false, ""
	}
	switch {
	case n == nil:
		return false, ""
	case c == kit.CopyARN && n.ARN == "":
		return false, "deputy has not read the ARN of " + nameOf(n) + " yet."
	case c == kit.Delegate && n.Kind != model.KindAccount:
		return false, "Only an account can be a delegated administrator: choose one."
	case c == kit.Undelegate && n.Kind != model.KindAccount:
		return false, "Only an account can be a delegated administrator: choose one."
	case c == kit.Undelegate:
		return canUndelegate(env, n)
	}
	return true, ""
}

// canUndelegate reports whether an account may have delegations to remove.
func canUndelegate(env *Env, n *model.Node) (ok bool, reason string) {
	ds, status := env.Reading.Delegations(n.Account())
	if len(ds) == 0 && status.Progress >= model.Complete && status.Progress != model.Failed {
		return false, nameOf(n) + " is not a delegated administrator of any service in AWS Organizations."
	}
	return true, ""
}
