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
delete|the organization|organizations DeleteOrganization
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
detach from the administrator of|GuardDuty|guardduty DisassociateFromMasterAccount
detach from the administrator of|Security Hub|securityhub DisassociateFromAdministratorAccount; DisassociateFromMasterAccount
detach from the administrator of|Security Hub|securityhub DisassociateFromMasterAccount
detach from the administrator of|Macie|macie2 DisassociateFromAdministratorAccount; DisassociateFromMasterAccount
detach from the administrator of|Macie|macie2 DisassociateFromMasterAccount
detach from the administrator of|Detective|detective DisassociateMembership
detach from the administrator of|Inspector|inspector2 DisassociateMember
disable standards of|Security Hub|securityhub BatchDisableStandards
delete|VPC flow logs|ec2 DeleteFlowLogs
delete|log groups|logs DeleteLogGroup
delete|log streams|logs DeleteLogStream
change|the retention of log groups|logs PutRetentionPolicy
change|where log groups are sent|logs PutSubscriptionFilter
read|log events|logs GetLogEvents FilterLogEvents
delete|CloudWatch alarms|cloudwatch DeleteAlarms
silence|CloudWatch alarms|cloudwatch DisableAlarmActions
set|CloudWatch alarms|cloudwatch PutMetricAlarm
override|states of CloudWatch alarms|cloudwatch SetAlarmState
stop monitoring members in|GuardDuty|guardduty StopMonitoringMembers
set|Config rules|config PutConfigRule
set|Config aggregators|config PutConfigurationAggregator
delete|Config aggregators|config DeleteConfigurationAggregator
delete|GuardDuty members|guardduty DeleteMembers`,
	TopicNetwork: `
create|internet gateways|ec2 CreateInternetGateway
create|egress-only internet gateways|ec2 CreateEgressOnlyInternetGateway
attach|internet gateways|ec2 AttachInternetGateway
create|NAT gateways|ec2 CreateNatGateway
create|VPC peering connections|ec2 CreateVpcPeeringConnection
accept|VPC peering connections|ec2 AcceptVpcPeeringConnection
create|default VPCs|ec2 CreateDefaultVpc
create|default subnets|ec2 CreateDefaultSubnet`,
	TopicRoles: `
change|IAM roles|iam AttachRolePolicy DetachRolePolicy PutRolePolicy DeleteRolePolicy UpdateAssumeRolePolicy; UpdateRole UpdateRoleDescription TagRole UntagRole PutRolePermissionsBoundary DeleteRolePermissionsBoundary
delete|IAM roles|iam DeleteRole
create|IAM roles|iam CreateRole
change|trust policies of IAM roles|iam UpdateAssumeRolePolicy
attach|policies to IAM roles|iam AttachRolePolicy
detach|policies from IAM roles|iam DetachRolePolicy
set|inline policies of IAM roles|iam PutRolePolicy
delete|inline policies of IAM roles|iam DeleteRolePolicy
set permissions boundaries of|IAM roles|iam PutRolePermissionsBoundary
remove permissions boundaries of|IAM roles|iam DeleteRolePermissionsBoundary`,
	TopicIdentity: `
create|IAM users|iam CreateUser
attach|policies to IAM users|iam AttachUserPolicy
detach|policies from IAM users|iam DetachUserPolicy
set|inline policies of IAM users|iam PutUserPolicy
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
create|instances of IAM Identity Center|sso CreateInstance
assume|roles|sts AssumeRole
assume|roles with a web identity|sts AssumeRoleWithWebIdentity
assume|roles with SAML|sts AssumeRoleWithSAML
tag|sessions|sts TagSession
set|session contexts|sts SetContext
set|source identities|sts SetSourceIdentity
get|session tokens|sts GetSessionToken
get|federation tokens|sts GetFederationToken
get|web identity tokens|sts GetWebIdentityToken
get|bearer tokens|sts GetServiceBearerToken
decode|authorization messages|sts DecodeAuthorizationMessage
look up|whose access keys are|sts GetAccessKeyInfo
pass|roles|iam PassRole
change|which IAM policy version applies|iam SetDefaultPolicyVersion
use|Bedrock API keys|bedrock CallWithBearerToken`,
	TopicPublic: `
change|S3 public access blocks|s3 PutAccountPublicAccessBlock PutBucketPublicAccessBlock; DeleteAccountPublicAccessBlock DeleteBucketPublicAccessBlock
change|the account's S3 public access block|s3 PutAccountPublicAccessBlock
change|S3 buckets' public access blocks|s3 PutBucketPublicAccessBlock
set|S3 bucket policies|s3 PutBucketPolicy
set|S3 bucket ACLs|s3 PutBucketAcl
set|S3 object ACLs|s3 PutObjectAcl
share|EBS snapshots|ec2 ModifySnapshotAttribute
share|AMIs|ec2 ModifyImageAttribute
set|secrets' policies|secretsmanager PutResourcePolicy
set|SQS queue policies|sqs AddPermission SetQueueAttributes
set|SNS topic policies|sns AddPermission SetTopicAttributes
give others access to|SQS queues|sqs AddPermission
give others access to|SNS topics|sns AddPermission
give others access to|Lambda functions|lambda AddPermission
delete|S3 bucket policies|s3 DeleteBucketPolicy
open|Lambda function URLs|lambda CreateFunctionUrlConfig
change|Lambda function URLs|lambda UpdateFunctionUrlConfig
set|ECR repository policies|ecr SetRepositoryPolicy
set|EFS file system policies|elasticfilesystem PutFileSystemPolicy
share|SSM documents|ssm ModifyDocumentPermission
switch off|the public access block of AMIs|ec2 DisableImageBlockPublicAccess
switch off|the public access block of EBS snapshots|ec2 DisableSnapshotBlockPublicAccess`,
	TopicEncryption: `
switch off|EBS encryption by default|ec2 DisableEbsEncryptionByDefault
disable|KMS keys|kms DisableKey
delete|KMS keys|kms ScheduleKeyDeletion
create|KMS keys|kms CreateKey
create|KMS grants|kms CreateGrant
set|KMS key policies|kms PutKeyPolicy
encrypt|with KMS keys|kms Encrypt
decrypt|with KMS keys|kms Decrypt
re-encrypt|with KMS keys|kms ReEncryptFrom ReEncryptTo
sign|with KMS keys|kms Sign
generate|KMS data keys|kms GenerateDataKey; GenerateDataKeyWithoutPlaintext GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext
read|secrets|secretsmanager GetSecretValue; BatchGetSecretValue
create|secrets|secretsmanager CreateSecret
change|secrets|secretsmanager PutSecretValue; UpdateSecret
delete|secrets|secretsmanager DeleteSecret
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
buy|reserved EC2 instances|ec2 PurchaseReservedInstancesOffering
buy|reserved RDS databases|rds PurchaseReservedDBInstancesOffering
buy|savings plans|savingsplans CreateSavingsPlan
create|RDS databases|rds CreateDBInstance
create|RDS clusters|rds CreateDBCluster
create|DynamoDB tables|dynamodb CreateTable
create|ECS clusters|ecs CreateCluster
create|Lambda functions|lambda CreateFunction
change|Lambda functions' configuration|lambda UpdateFunctionConfiguration
create|S3 buckets|s3 CreateBucket
share|resources through Resource Access Manager|ram CreateResourceShare UpdateResourceShare
delete|Glacier vaults|glacier DeleteVault
delete|Glacier archives|glacier DeleteArchive
invoke|Bedrock models|bedrock InvokeModel InvokeModelWithResponseStream
create|SQS queues|sqs CreateQueue
delete|SQS queues|sqs DeleteQueue
change|SQS queues|sqs SetQueueAttributes
empty|SQS queues|sqs PurgeQueue
send|SQS messages|sqs SendMessage
receive|SQS messages|sqs ReceiveMessage
create|SNS topics|sns CreateTopic
delete|SNS topics|sns DeleteTopic
change|SNS topics|sns SetTopicAttributes
publish|to SNS topics|sns Publish
subscribe|to SNS topics|sns Subscribe
unsubscribe|from SNS topics|sns Unsubscribe
create|EFS file systems|elasticfilesystem CreateFileSystem
delete|EFS file systems|elasticfilesystem DeleteFileSystem
mount|EFS file systems|elasticfilesystem ClientMount
write to|EFS file systems|elasticfilesystem ClientWrite
use|EFS file systems as root|elasticfilesystem ClientRootAccess
create|CloudFormation stacks|cloudformation CreateStack
change|CloudFormation stacks|cloudformation UpdateStack
delete|CloudFormation stacks|cloudformation DeleteStack
run|ECS tasks|ecs RunTask
start|ECS tasks|ecs StartTask
invoke|Lambda functions|lambda InvokeFunction
call|Lambda function URLs|lambda InvokeFunctionUrl
change|the code of Lambda functions|lambda UpdateFunctionCode
subscribe|to AWS Marketplace products|aws-marketplace Subscribe
unsubscribe|from AWS Marketplace products|aws-marketplace Unsubscribe
add to|resource shares|ram AssociateResourceShare
send|e-mail through SES|ses SendEmail SendRawEmail
send|e-mail through SES|ses SendEmail
start|EC2 instances|ec2 StartInstances
stop|EC2 instances|ec2 StopInstances
terminate|EC2 instances|ec2 TerminateInstances
reboot|EC2 instances|ec2 RebootInstances
run|commands on managed nodes|ssm SendCommand
start|Systems Manager sessions|ssm StartSession
upload|S3 objects|s3 PutObject
read|S3 objects|s3 GetObject
delete|S3 objects|s3 DeleteObject
delete|S3 object versions|s3 DeleteObjectVersion
delete|S3 buckets|s3 DeleteBucket
change|S3 lifecycles|s3 PutLifecycleConfiguration
change|S3 versioning|s3 PutBucketVersioning
change|S3 Object Lock|s3 PutBucketObjectLockConfiguration
bypass|S3 governance retention|s3 BypassGovernanceRetention
read|secrets|secretsmanager GetSecretValue`,
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

// serviceNames maps the prefix of a service's actions to its usual name, where
// that is not its name in AWS's reference without Amazon or AWS.
var serviceNames = map[string]string{
	"s3": "S3", "ec2": "EC2", "iam": "IAM", "kms": "KMS", "sqs": "SQS", "sns": "SNS", "rds": "RDS", "ecs": "ECS", "eks": "EKS", "ecr": "ECR",
	"sts": "STS", "elasticfilesystem": "EFS", "ses": "SES", "acm": "ACM", "acm-pca": "Private CA", "es": "OpenSearch", "aoss": "OpenSearch Serverless",
	"elasticmapreduce": "EMR", "organizations": "Organizations", "config": "Config", "ecr-public": "ECR Public", "sso": "IAM Identity Center",
	"apigateway": "API Gateway", "iq": "IQ", "waf": "WAF Classic", "waf-regional": "WAF Regional", "wafv2": "WAF", "access-analyzer": "Access Analyzer",
	"elasticloadbalancing": "Elastic Load Balancing", "autoscaling": "EC2 Auto Scaling", "dms": "DMS", "dax": "DAX", "mq": "MQ", "fsx": "FSx",
	"kafka": "MSK", "a4b": "Alexa for Business", "ce": "Cost Explorer", "cur": "Cost and Usage Report", "ram": "Resource Access Manager",
	"states": "Step Functions", "backup": "Backup", "events": "EventBridge", "logs": "CloudWatch Logs", "kinesis": "Kinesis", "firehose": "Data Firehose",
	"ssm": "Systems Manager", "support": "Support", "health": "Health", "directconnect": "Direct Connect", "ds": "Directory Service", "swf": "SWF",
	"dynamodb": "DynamoDB", "lambda": "Lambda", "secretsmanager": "Secrets Manager", "macie2": "Macie", "bedrock": "Bedrock", "sagemaker": "SageMaker",
	"glue": "Glue", "lightsail": "Lightsail", "rolesanywhere": "Roles Anywhere", "signin": "Sign-In", "bedrock-mantle": "Bedrock Mantle",
	"budgets": "Budgets", "glacier": "S3 Glacier", "account": "Account Management", "cloudformation": "CloudFormation", "cloudtrail": "CloudTrail",
	"cloudwatch": "CloudWatch", "cloudfront": "CloudFront", "guardduty": "GuardDuty", "securityhub": "Security Hub", "inspector2": "Inspector",
	"detective": "Detective", "athena": "Athena", "redshift": "Redshift", "elasticache": "ElastiCache",
	"cognito-idp": "Cognito user pools", "cognito-identity": "Cognito identity pools",
	"aws-marketplace": "AWS Marketplace", "aws-portal": "Billing console", "codestar-connections": "CodeStar Connections", "neptune-db": "Neptune",
	"route53": "Route 53", "route53domains": "Route 53 Domains", "route53resolver": "Route 53 Resolver", "cloudsearch": "CloudSearch", "ebs": "EBS",
}
