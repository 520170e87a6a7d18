package iam

// GlobalKeys are the condition keys that requests to any service can have, and
// those of sessions that some services start. A key that ends with a slash goes
// on with a name, such as that of a tag.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
var GlobalKeys = []string{
	"aws:AssumedRoot", "aws:CalledVia", "aws:CalledViaAWSMCP", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:ChatbotSourceArn",
	"aws:CurrentTime", "aws:Ec2InstanceSourcePrivateIPv4", "aws:Ec2InstanceSourceVpc", "aws:EpochTime", "aws:FederatedProvider",
	"aws:IsMcpServiceAction", "aws:MultiFactorAuthAge", "aws:MultiFactorAuthPresent", "aws:PrincipalAccount", "aws:PrincipalArn",
	"aws:PrincipalIsAWSService", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalServiceName",
	"aws:PrincipalServiceNamesList", "aws:PrincipalTag/", "aws:PrincipalType", "aws:referer", "aws:RequestedRegion",
	"aws:RequestTag/", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths", "aws:ResourceTag/", "aws:SecureTransport",
	"aws:SignInSessionArn", "aws:SourceAccount", "aws:SourceArn", "aws:SourceIdentity", "aws:SourceIp", "aws:SourceOrgID",
	"aws:SourceOrgPaths", "aws:SourceVpc", "aws:SourceVpcArn", "aws:SourceVpce", "aws:TagKeys", "aws:TokenIssueTime", "aws:userid",
	"aws:UserAgent", "aws:username", "aws:ViaAWSMCPService", "aws:ViaAWSService", "aws:ViaCustomerDomain", "aws:VpceAccount",
	"aws:VpceOrgID", "aws:VpceOrgPaths", "aws:VpcSourceIp", "codebuild:BuildArn", "codebuild:ProjectArn", "ec2:RoleDelivery",
	"ec2:SourceInstanceArn", "glue:CredentialIssuingService", "glue:RoleAssumedBy", "identitystore:UserId",
	"lambda:SourceFunctionArn", "ssm:SourceInstanceArn",
}
