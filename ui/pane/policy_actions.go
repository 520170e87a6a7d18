package pane

import (
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
	case c == kit.Console && p != nil:
		return Browsed{p.Name, consolePolicy(env.Reading.Caller.Partition, p)}
	default:
		return nil
	}
}

// canPolicy reports whether a command of doPolicy is available.
func canPolicy(env *Env, id model.PolicyID, c kit.Command) (ok bool, reason string) {
	switch {
	case id == "" || c != kit.Copy && c != kit.CopyARN && c != kit.Console && c != kit.WhatIf:
		return false, ""
	case c == kit.WhatIf && env.isManagement(id):
		return false, "What if is about SCPs and RCPs: deputy does not evaluate " + env.Reading.TypeOf(id).Plural() + "."
	case c != kit.Copy && env.Reading.Policy(id) == nil:
		return false, "deputy knows only the ID of " + string(id) + " so far."
	default:
		return true, ""
	}
}
