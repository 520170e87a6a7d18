package scp

import "strings"

// rcpServices are the prefixes of the services that support RCPs, as AWS listed
// them in 2026.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
const rcpServices = " appstream dsql clouddirectory cloudfront cloudsearch logs networkmonitor cognito-identity cognito-idp" +
	" comprehend comprehendmedical firehose dynamodb dax autoscaling ecr ecr-public gamelift inspector-scan kendra" +
	" kinesisvideo memorydb aoss personalize polly s3 swf sqs textract timestream-influxdb transcribe translate" +
	" workspaces appconfig autoscaling-plans budgets servicediscovery cloudtrail-data codeartifact codebuild codecommit" +
	" codepipeline compute-optimizer cost-optimization-hub events fms fis health rolesanywhere kms opensearch pricing" +
	" pca-connector-ad resource-groups secretsmanager sts signin support transfer notifications wafv2 xray "

// RCPServices returns the prefixes of the services that support RCPs, in AWS's
// order.
func RCPServices() []string { return strings.Fields(rcpServices) }

// RCPCovers reports whether RCPs apply to an action, such as s3:GetObject. Its
// service must support RCPs, and kms:RetireGrant is exempt.
func RCPCovers(action string) bool {
	service, name, ok := strings.Cut(strings.ToLower(action), ":")
	if !ok || service == "" || strings.Contains(service, " ") || service == "kms" && name == "retiregrant" {
		return false
	}
	return strings.Contains(rcpServices, " "+service+" ")
}
