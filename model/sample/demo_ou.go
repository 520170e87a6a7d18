package sample

import (
	"deputy/model"
)

// The IDs of the demo organization's root and OUs.
const (
	root              model.NodeID = "r-4x9a"
	security          model.NodeID = "ou-4x9a-5kl9f8yy"
	securityProd      model.NodeID = "ou-4x9a-lbeg1rhd"
	securityTest      model.NodeID = "ou-4x9a-sv3ucdrd"
	infrastructure    model.NodeID = "ou-4x9a-4pm4hu0z"
	network           model.NodeID = "ou-4x9a-7x0zd867"
	shared            model.NodeID = "ou-4x9a-qttidvz5"
	infraTest         model.NodeID = "ou-4x9a-ora1368t"
	workloads         model.NodeID = "ou-4x9a-w7k2p9da"
	prod              model.NodeID = "ou-4x9a-iqh17pvk"
	data              model.NodeID = "ou-4x9a-sq7vzl81"
	regulated         model.NodeID = "ou-4x9a-tnbzoc5e"
	cardVault         model.NodeID = "ou-4x9a-ogdvbz3p"
	edge              model.NodeID = "ou-4x9a-m5mpzvqt"
	staging           model.NodeID = "ou-4x9a-rbuvwnu3"
	loadTest          model.NodeID = "ou-4x9a-j9xycg06"
	dev               model.NodeID = "ou-4x9a-fuihvmu6"
	sandbox           model.NodeID = "ou-4x9a-60ufpbms"
	training          model.NodeID = "ou-4x9a-7dfrn16h"
	policyStaging     model.NodeID = "ou-4x9a-p5g0s8te"
	policyStagingProd model.NodeID = "ou-4x9a-9ilrk28j"
	exceptions        model.NodeID = "ou-4x9a-qwo5qxtp"
	transitional      model.NodeID = "ou-4x9a-uzztpcqp"
	bluebird          model.NodeID = "ou-4x9a-yflohkj0"
	suspended         model.NodeID = "ou-4x9a-fzgm7n2x"
)

// ous lists the OUs, every parent before its children.
var ous = []model.Node{
	{ID: security, Name: "Security", Parent: root},
	{ID: securityProd, Name: "Prod", Parent: security},
	{ID: securityTest, Name: "Test", Parent: security},
	{ID: infrastructure, Name: "Infrastructure", Parent: root},
	{ID: network, Name: "Network", Parent: infrastructure},
	{ID: shared, Name: "Shared Services", Parent: infrastructure},
	{ID: infraTest, Name: "Test", Parent: infrastructure},
	{ID: workloads, Name: "Workloads", Parent: root},
	{ID: prod, Name: "Prod", Parent: workloads},
	{ID: data, Name: "Data", Parent: prod},
	{ID: regulated, Name: "Regulated", Parent: data},
	{ID: cardVault, Name: "Card Vault", Parent: regulated},
	{ID: edge, Name: "Edge", Parent: prod},
	{ID: staging, Name: "Staging", Parent: workloads},
	{ID: loadTest, Name: "Load Test", Parent: staging},
	{ID: dev, Name: "Dev", Parent: workloads},
	{ID: sandbox, Name: "Sandbox", Parent: root},
	{ID: training, Name: "Training", Parent: sandbox},
	{ID: policyStaging, Name: "Policy Staging", Parent: root},
	{ID: policyStagingProd, Name: "Workloads Prod", Parent: policyStaging},
	{ID: exceptions, Name: "Exceptions", Parent: root},
	{ID: transitional, Name: "Transitional", Parent: root},
	{ID: bluebird, Name: "Bluebird Travel", Parent: transitional},
	{ID: suspended, Name: "Suspended", Parent: root},
}
