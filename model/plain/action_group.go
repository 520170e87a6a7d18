package plain

import (
	"strings"
)

// actionGroup is a set of actions that people know under one phrase, such as
// "switch off GuardDuty". The phrase is used only if a statement lists all
// actions of need; those of also are covered by it too.
type actionGroup struct {
	verb, object string
	topic        Topic
	need, also   []string // actions in lower case
}

// actionGroupTable has a group a line: verb, object, the actions that must all
// be forbidden for the phrase to be true, and after a semicolon those that only
// add to it. The service stands once, before its actions.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
var actionGroupTable = map[Topic]string{
	TopicOrganization: `
leave|the organization|organizations LeaveOrganization
close|the account|account CloseAccount
enable|opt-in Regions|account EnableRegion
disable|opt-in Regions|account DisableRegion
change|the account's alternate contacts|account PutAlternateContact DeleteAlternateContact
change|the account's contact information|account PutContactInformation`,
	TopicSecurity: `
switch off|CloudTrail|cloudtrail StopLogging DeleteTrail
switch off|Config|config StopConfigurationRecorder DeleteConfigurationRecorder; DeleteDeliveryChannel
switch off|GuardDuty|guardduty DeleteDetector UpdateDetector
switch off|Security Hub|securityhub DisableSecurityHub
switch off|Macie|macie2 DisableMacie UpdateMacieSession
disable|Macie|macie2 DisableMacie
switch off|Inspector|inspector2 Disable
delete|Access Analyzer's analyzers|access-analyzer DeleteAnalyzer
delete|Detective's behavior graph|detective DeleteGraph
stop logging of|CloudTrail trails|cloudtrail StopLogging
delete|CloudTrail trails|cloudtrail DeleteTrail
change|CloudTrail trails|cloudtrail UpdateTrail; PutEventSelectors PutInsightSelectors
change|CloudTrail event selectors|cloudtrail PutEventSelectors
stop|Config recorders|config StopConfigurationRecorder
delete|Config recorders|config DeleteConfigurationRecorder
delete|Config delivery channels|config DeleteDeliveryChannel
delete|Config rules|config DeleteConfigRule; DeleteOrganizationConfigRule
change|Config's recording|config PutConfigurationRecorder PutDeliveryChannel; DeleteRetentionConfiguration
delete|GuardDuty detectors|guardduty DeleteDetector
change|GuardDuty detectors|guardduty UpdateDetector
detach from the administrator of|GuardDuty|guardduty DisassociateFromAdministratorAccount; DisassociateFromMasterAccount
detach from the administrator of|Security Hub|securityhub DisassociateFromAdministratorAccount; DisassociateFromMasterAccount
detach from the administrator of|Macie|macie2 DisassociateFromAdministratorAccount; DisassociateFromMasterAccount
detach from the administrator of|Detective|detective DisassociateMembership
detach from the administrator of|Inspector|inspector2 DisassociateMember
disable standards of|Security Hub|securityhub BatchDisableStandards
delete|VPC flow logs|ec2 DeleteFlowLogs
delete|log groups|logs DeleteLogGroup
delete|log streams|logs DeleteLogStream`,
	TopicRoles: `
change|IAM roles|iam AttachRolePolicy DetachRolePolicy PutRolePolicy DeleteRolePolicy UpdateAssumeRolePolicy; UpdateRole UpdateRoleDescription TagRole UntagRole PutRolePermissionsBoundary DeleteRolePermissionsBoundary
delete|IAM roles|iam DeleteRole
create|IAM roles|iam CreateRole
set permissions boundaries of|IAM roles|iam PutRolePermissionsBoundary
remove permissions boundaries of|IAM roles|iam DeleteRolePermissionsBoundary`,
	TopicIdentity: `
create|IAM users|iam CreateUser
delete|IAM users|iam DeleteUser
create|access keys|iam CreateAccessKey
set|console passwords|iam CreateLoginProfile UpdateLoginProfile
create|console passwords|iam CreateLoginProfile
delete|console passwords|iam DeleteLoginProfile
upload|SSH keys|iam UploadSSHPublicKey
create|service-specific credentials|iam CreateServiceSpecificCredential
change|IAM's password policy|iam UpdateAccountPasswordPolicy; DeleteAccountPasswordPolicy
create|OpenID Connect providers|iam CreateOpenIDConnectProvider
delete|OpenID Connect providers|iam DeleteOpenIDConnectProvider
create|SAML providers|iam CreateSAMLProvider
change|SAML providers|iam UpdateSAMLProvider
delete|SAML providers|iam DeleteSAMLProvider
create|instances of IAM Identity Center|sso CreateInstance`,
	TopicPublic: `
change|S3 public access blocks|s3 PutAccountPublicAccessBlock PutBucketPublicAccessBlock; DeleteAccountPublicAccessBlock DeleteBucketPublicAccessBlock
change|the account's S3 public access block|s3 PutAccountPublicAccessBlock
change|S3 buckets' public access blocks|s3 PutBucketPublicAccessBlock
set|S3 bucket policies|s3 PutBucketPolicy
set|S3 bucket ACLs|s3 PutBucketAcl
set|S3 object ACLs|s3 PutObjectAcl
share|EBS snapshots|ec2 ModifySnapshotAttribute
share|AMIs|ec2 ModifyImageAttribute
switch off|the public access block of AMIs|ec2 DisableImageBlockPublicAccess
switch off|the public access block of EBS snapshots|ec2 DisableSnapshotBlockPublicAccess`,
	TopicEncryption: `
switch off|EBS encryption by default|ec2 DisableEbsEncryptionByDefault
disable|KMS keys|kms DisableKey
delete|KMS keys|kms ScheduleKeyDeletion
create|KMS keys|kms CreateKey
create|KMS grants|kms CreateGrant
set|KMS key policies|kms PutKeyPolicy
delete|imported key material|kms DeleteImportedKeyMaterial`,
	TopicMetadata: `
change|instance metadata options|ec2 ModifyInstanceMetadataOptions`,
	TopicOther: `
launch|EC2 instances|ec2 RunInstances
create|EBS volumes|ec2 CreateVolume
create|tags in EC2|ec2 CreateTags
delete|tags in EC2|ec2 DeleteTags
tag|RDS resources|rds AddTagsToResource
tag|S3 buckets|s3 PutBucketTagging
create|internet gateways|ec2 CreateInternetGateway
create|egress-only internet gateways|ec2 CreateEgressOnlyInternetGateway
attach|internet gateways|ec2 AttachInternetGateway
create|NAT gateways|ec2 CreateNatGateway
create|VPC peering connections|ec2 CreateVpcPeeringConnection
accept|VPC peering connections|ec2 AcceptVpcPeeringConnection
buy|reserved EC2 instances|ec2 PurchaseReservedInstancesOffering
buy|reserved RDS databases|rds PurchaseReservedDBInstancesOffering
buy|savings plans|savingsplans CreateSavingsPlan
create|RDS databases|rds CreateDBInstance
create|RDS clusters|rds CreateDBCluster
create|DynamoDB tables|dynamodb CreateTable
create|ECS clusters|ecs CreateCluster
create|Lambda functions|lambda CreateFunction
change|Lambda functions' configuration|lambda UpdateFunctionConfiguration
create|default VPCs|ec2 CreateDefaultVpc
create|default subnets|ec2 CreateDefaultSubnet
create|S3 buckets|s3 CreateBucket
share|resources through Resource Access Manager|ram CreateResourceShare UpdateResourceShare
delete|Glacier vaults|glacier DeleteVault
delete|Glacier archives|glacier DeleteArchive
invoke|Bedrock models|bedrock InvokeModel InvokeModelWithResponseStream
create|SQS queues|sqs CreateQueue
create|SNS topics|sns CreateTopic
upload|S3 objects|s3 PutObject
read|S3 objects|s3 GetObject
delete|S3 objects|s3 DeleteObject
delete|S3 object versions|s3 DeleteObjectVersion
delete|S3 buckets|s3 DeleteBucket
change|S3 lifecycles|s3 PutLifecycleConfiguration
change|S3 versioning|s3 PutBucketVersioning
change|S3 Object Lock|s3 PutBucketObjectLockConfiguration
bypass|S3 governance retention|s3 BypassGovernanceRetention
read|secrets|secretsmanager GetSecretValue
assume|roles|sts AssumeRole
assume|roles with a web identity|sts AssumeRoleWithWebIdentity
assume|roles with SAML|sts AssumeRoleWithSAML
pass|roles|iam PassRole`,
}

// actionGroupsByAction finds the groups that need an action.
var actionGroupsByAction = indexActionGroups()

// indexActionGroups parses actionGroupTable.
func indexActionGroups() map[string][]*actionGroup {
	index := map[string][]*actionGroup{}
	for topic := range TopicOther {
		for _, line := range strings.Split(strings.TrimSpace(actionGroupTable[topic+1]), "\n") {
			if line == "" {
				continue
			}
			group := parseActionGroup(line, topic+1)
			for _, a := range group.need {
				index[a] = append(index[a], group)
			}
		}
	}
	return index
}

// parseActionGroup parses one line of actionGroupTable.
func parseActionGroup(line string, topic Topic) *actionGroup {
	f := strings.Split(line, "|")
	service, actions, _ := strings.Cut(f[2], " ")
	need, also, _ := strings.Cut(actions, ";")
	group := &actionGroup{verb: f[0], object: f[1], topic: topic}
	for _, a := range strings.Fields(strings.ToLower(need)) {
		group.need = append(group.need, service+":"+a)
	}
	for _, a := range strings.Fields(strings.ToLower(also)) {
		group.also = append(group.also, service+":"+a)
	}
	return group
}

// serviceNames maps the prefix of a service's actions to its usual name. Other
// services are shown by their prefix.
var serviceNames = map[string]string{
	"s3": "S3", "ec2": "EC2", "iam": "IAM", "kms": "KMS", "sqs": "SQS", "sns": "SNS", "rds": "RDS", "ecs": "ECS", "eks": "EKS", "ecr": "ECR",
	"sts": "STS", "ssm": "Systems Manager", "dynamodb": "DynamoDB", "lambda": "Lambda", "secretsmanager": "Secrets Manager",
	"cloudtrail": "CloudTrail", "config": "Config", "guardduty": "GuardDuty", "securityhub": "Security Hub", "macie2": "Macie",
	"inspector2": "Inspector", "access-analyzer": "Access Analyzer", "detective": "Detective", "organizations": "Organizations",
	"cloudfront": "CloudFront", "route53": "Route 53", "cloudformation": "CloudFormation", "cloudwatch": "CloudWatch",
	"logs": "CloudWatch Logs", "bedrock": "Bedrock", "sagemaker": "SageMaker", "redshift": "Redshift", "athena": "Athena", "glue": "Glue",
	"lightsail": "Lightsail", "apigateway": "API Gateway", "events": "EventBridge", "states": "Step Functions", "elasticache": "ElastiCache",
	"account": "Account Management", "budgets": "Budgets", "ce": "Cost Explorer", "ram": "Resource Access Manager", "sso": "IAM Identity Center",
}
