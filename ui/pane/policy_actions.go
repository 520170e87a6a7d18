package pane

import (
	"slices"

	"deputy/model"
	"deputy/ui/kit"
)

// doPolicy carries out a command on a policy, wherever it is listed.
func doPolicy(env *Env, id model.PolicyID, c kit.Command) kit.Intent {
	p := env.Reading.Policy(id)
	switch {
	case id == "":
		return nil
	case c == kit.Copy:
		return copiedName("policy ID", string(id))
	case c == kit.CopyARN && p != nil:
		return copiedName("policy ARN", p.ARN)
	case c == kit.WhatIf:
		return WhatIfWanted{Policy: id}
	case c == kit.LastAccessed:
		return LastAccessedWanted{Policy: id}
	case c == kit.Console && p != nil:
		return Browsed{p.Name, consolePolicy(env.Reading.Caller.Partition, p)}
	default:
		return nil
	}
}

// canPolicy reports whether a command of doPolicy is available.
func canPolicy(env *Env, id model.PolicyID, c kit.Command) (ok bool, reason string) {
	switch {
	case id == "" || !slices.Contains([]kit.Command{kit.Copy, kit.CopyARN, kit.Console, kit.WhatIf, kit.LastAccessed}, c):
		return false, ""
	case c == kit.LastAccessed && env.Reading.TypeOf(id) != model.ServiceControlPolicy:
		return false, "AWS has last accessed information about SCPs, not about other policies."
	case c == kit.WhatIf && env.isManagement(id):
		return false, "What if is about SCPs and RCPs: deputy does not evaluate " + env.Reading.TypeOf(id).Plural() + "."
	case c != kit.Copy && env.Reading.Policy(id) == nil:
		return false, "deputy knows only the ID of " + string(id) + " so far."
	default:
		return true, ""
	}
}
