package pane

import (
	"net/url"
	"strings"

	"deputy/model"
)

// consoleHost returns the console's host in a partition.
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

// consoleNode returns the page of a node in the AWS console.
func consoleNode(partition string, n *model.Node) string {
	home := "https://" + consoleHost(partition) + "/organizations/v2/home/"
	switch n.Kind {
	case model.KindAccount:
		return home + "accounts/" + url.PathEscape(string(n.ID))
	case model.KindOU:
		return home + "organizational-units/" + url.PathEscape(string(n.ID))
	default:
		return home + "root"
	}
}

// consolePolicy returns the page of a policy in the AWS console.
func consolePolicy(partition string, p *model.Policy) string {
	kind := strings.ReplaceAll(strings.ToLower(string(p.Type)), "_", "-")
	return "https://" + consoleHost(partition) + "/organizations/v2/home/policies/" + kind + "/" + url.PathEscape(string(p.ID))
}

// consoleEvent returns the page of a CloudTrail event in the AWS console.
func consoleEvent(partition string, e *model.ChangeEvent) string {
	return "https://" + consoleHost(partition) + "/cloudtrailv2/home?region=" + url.QueryEscape(string(e.Region)) + "#/events/" + url.PathEscape(e.ID)
}
