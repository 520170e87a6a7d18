package pane

import (
	"net/url"
	"strings"

	"deputy/model"
	"deputy/ui/kit"
)

// Chooser is a list with a node under its cursor.
type Chooser interface {
	// Selected gives the node under the cursor, nil if there is none.
	Selected() *model.Node
}

// doNode carries out what can be done with a node wherever it is shown.
func doNode(env *Env, n *model.Node, c kit.Command) kit.Intent {
	switch c {
	case kit.Copy:
		return Copied{kindName(n.Kind) + " ID", string(n.ID)}
	case kit.CopyARN:
		return Copied{kindName(n.Kind) + " ARN", n.ARN}
	case kit.Console:
		return Browsed{nameOf(n), consoleNode(env.Reading.Caller.Partition, n)}
	case kit.Delegate:
		return PlanWanted{model.Order{Direction: model.Register, Account: n.Account()}}
	case kit.Undelegate:
		return PlanWanted{model.Order{Direction: model.Remove, Account: n.Account()}}
	case kit.Suppose:
		return SupposeWanted{Node: n.ID}
	case kit.Reread:
		return Many{Wanted{model.WantLadder{Node: n.ID}}, Wanted{model.WantTags{Target: string(n.ID)}}}
	default:
		return nil
	}
}

// canNode tells whether the command of doNode makes sense for the node.
func canNode(env *Env, n *model.Node, c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Copy, kit.CopyARN, kit.Console, kit.Delegate, kit.Undelegate, kit.Suppose, kit.Reread:
	default:
		return false, ""
	}
	switch {
	case n == nil:
		return false, ""
	case c == kit.CopyARN && n.ARN == "":
		return false, "The ARN of " + nameOf(n) + " is not known yet."
	case c == kit.Delegate && n.Kind != model.KindAccount:
		return false, "Only an account can be a delegated administrator: choose one."
	case c == kit.Undelegate && n.Kind != model.KindAccount:
		return false, "Only an account can be a delegated administrator: choose one."
	case c == kit.Undelegate:
		return canUndelegate(env, n)
	}
	return true, ""
}

func canUndelegate(env *Env, n *model.Node) (ok bool, reason string) {
	ds, status := env.Reading.Delegations(n.Account())
	if len(ds) == 0 && status.Progress >= model.Complete && status.Progress != model.Failed {
		return false, nameOf(n) + " is not a delegated administrator of any service in AWS Organizations."
	}
	return true, ""
}

// doPolicy carries out what can be done with a policy wherever it is listed.
func doPolicy(env *Env, id model.PolicyID, c kit.Command) kit.Intent {
	p := env.Reading.Policy(id)
	switch {
	case id == "":
		return nil
	case c == kit.Copy:
		return Copied{"policy ID", string(id)}
	case c == kit.CopyARN && p != nil:
		return Copied{"policy ARN", p.ARN}
	case c == kit.Suppose:
		return SupposeWanted{Policy: id}
	case c == kit.Console && p != nil:
		return Browsed{p.Name, consolePolicy(env.Reading.Caller.Partition, p)}
	default:
		return nil
	}
}

// canPolicy tells whether the command of doPolicy makes sense for the policy.
func canPolicy(env *Env, id model.PolicyID, c kit.Command) (ok bool, reason string) {
	switch {
	case id == "" || c != kit.Copy && c != kit.CopyARN && c != kit.Console && c != kit.Suppose:
		return false, ""
	case c != kit.Copy && env.Reading.Policy(id) == nil:
		return false, "Nothing but the ID of " + string(id) + " is known yet."
	default:
		return true, ""
	}
}

// kindName gives the word for a kind of node.
func kindName(k model.Kind) string {
	switch k {
	case model.KindRoot:
		return "root"
	case model.KindUnit:
		return "OU"
	case model.KindAccount:
		return "account"
	default:
		return "node"
	}
}

// consoleHost gives the console's host in a partition.
// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/appendix-a---partitional-service-guidance.html
func consoleHost(partition string) string {
	switch partition {
	case "aws-cn":
		return "console.amazonaws.cn"
	case "aws-us-gov":
		return "console.amazonaws-us-gov.com"
	case "aws-eusc":
		return "eusc-de-east-1.console.amazonaws-eusc.eu"
	default:
		return "console.aws.amazon.com"
	}
}

// consoleNode gives the page of a node in the AWS console.
func consoleNode(partition string, n *model.Node) string {
	home := "https://" + consoleHost(partition) + "/organizations/v2/home/"
	switch n.Kind {
	case model.KindAccount:
		return home + "accounts/" + url.PathEscape(string(n.ID))
	case model.KindUnit:
		return home + "organizational-units/" + url.PathEscape(string(n.ID))
	default:
		return home + "root"
	}
}

// consolePolicy gives the page of a policy in the AWS console.
func consolePolicy(partition string, p *model.Policy) string {
	kind := strings.ReplaceAll(strings.ToLower(string(p.Type)), "_", "-")
	return "https://" + consoleHost(partition) + "/organizations/v2/home/policies/" + kind + "/" + url.PathEscape(string(p.ID))
}
