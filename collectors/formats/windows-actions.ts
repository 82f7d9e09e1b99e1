// What an event id means: event.action, event.category and event.type by channel and id.
// One line a row: ids, action (`_` for none), categories, types. The actions of the Security log are the
// names that the field's rules already use; Sysmon's are Sysmon's own task names.

export interface Meaning {
  readonly action: string | undefined
  readonly categories: readonly string[]
  readonly types: readonly string[]
}

/** The meaning of an event id of a channel, or undefined when the tables do not know it. */
export function meaningOf(channel: string | undefined, eventId: string): Meaning | undefined {
  if (channel === undefined) return undefined
  const table =
    TABLES.get(channel) ?? (channel.startsWith('Microsoft-Windows-AppLocker/') ? APPLOCKER : undefined)
  return table?.get(eventId) ?? table?.get('*')
}

const SECURITY = `
1100 | logging-service-shutdown | process | end
1102 | audit-log-cleared | iam | admin change
1104 | logging-full | iam | admin
1105 | auditlog-archived | iam | admin
1108 | logging-processing-error | iam | admin
4610 4611 4614 4622 | security-package-loaded | configuration | change
4616 | changed-system-time | configuration | change
4624 | logged-in | authentication | start
4625 | logon-failed | authentication | start
4634 4647 | logged-out | authentication | end
4648 | logged-in-explicit | authentication | start
4649 | replay-attack-detected | authentication | info
4656 4658 4660 4663 | _ | |
4657 | registry-value-modified | registry configuration | change
4661 4662 | object-operation-performed | iam configuration | admin change
4670 | permissions-changed | iam configuration | admin change
4672 | logged-in-special | iam | admin
4673 | privileged-service-called | iam | admin
4674 | privileged-operation | iam | admin
4688 | created-process | process | start
4689 | exited-process | process | end
4696 | primary-token-assigned | process | change
4697 | service-installed | iam configuration | admin change
4698 | scheduled-task-created | iam configuration | admin creation
4699 | scheduled-task-deleted | iam configuration | admin deletion
4700 | scheduled-task-enabled | iam configuration | admin change
4701 | scheduled-task-disabled | iam configuration | admin change
4702 | scheduled-task-updated | iam configuration | admin change
4703 | token-right-adjusted | iam | user change
4704 | user-right-assigned | iam | user change
4705 | user-right-removed | iam | user change
4706 | domain-trust-added | configuration | creation
4707 | domain-trust-removed | configuration | deletion
4713 | kerberos-policy-changed | configuration | change
4714 | encrypted-data-recovery-policy-changed | configuration | change
4715 | object-audit-policy-changed | configuration | change
4716 | trusted-domain-information-changed | configuration | change
4717 | system-security-access-granted | iam configuration | admin change
4718 | system-security-access-removed | iam configuration | admin deletion
4719 | changed-audit-config | iam configuration | admin change
4720 | added-user-account | iam | user creation
4722 | enabled-user-account | iam | user change
4723 | changed-password | iam | user change
4724 | reset-password | iam | user change
4725 | disabled-user-account | iam | user deletion
4726 | deleted-user-account | iam | user deletion
4727 4731 4754 | added-group-account | iam | group creation
4728 4732 4756 | added-member-to-group | iam | group change
4729 4733 4757 | removed-member-from-group | iam | group change
4730 4734 4758 | deleted-group-account | iam | group deletion
4735 4737 4755 | modified-group-account | iam | group change
4738 | modified-user-account | iam | user change
4739 | domain-policy-changed | configuration | change
4740 | locked-out-user-account | iam | user change
4741 | added-computer-account | iam | creation admin
4742 | changed-computer-account | iam | change admin
4743 | deleted-computer-account | iam | deletion admin
4744 4749 4759 | added-distribution-group-account | iam | group creation
4745 4750 4760 | changed-distribution-group-account | iam | group change
4746 4751 4761 | added-member-to-distribution-group | iam | group change
4747 4752 4762 | removed-member-from-distribution-group | iam | group change
4748 4753 4763 | deleted-distribution-group-account | iam | group deletion
4764 | type-changed-group-account | iam | group change
4765 | sid-history-added | iam | user change
4766 | sid-history-add-failed | iam | user change
4767 | unlocked-user-account | iam | user change
4768 | kerberos-authentication-ticket-requested | authentication | start
4769 | kerberos-service-ticket-requested | authentication | start
4770 | kerberos-service-ticket-renewed | authentication | start
4771 | kerberos-preauth-failed | authentication | start
4772 | kerberos-authentication-ticket-request-failed | authentication | start
4774 4775 | credential-mapped | authentication | start
4776 | credential-validated | authentication | start
4777 | credential-validation-failed | authentication | start
4778 | session-reconnected | authentication session | start
4779 | session-disconnected | authentication session | end
4780 | administrator-acl-set | iam | user change
4781 | renamed-user-account | iam | user change
4782 | password-hash-accessed | iam | user access
4794 | dsrm-password-set-attempted | iam | user change
4797 | query-existence-of-blank-password | iam | user info
4798 | group-membership-enumerated | iam | user info
4799 | user-member-enumerated | iam | group info
4800 | workstation-locked | authentication session | end
4801 | workstation-unlocked | authentication session | start
4802 | screensaver-invoked | session | info
4803 | screensaver-dismissed | session | info
4817 | object-audit-changed | iam configuration | admin change
4902 | user-audit-policy-created | iam configuration | admin creation
4904 | security-event-source-added | iam configuration | admin change
4905 | security-event-source-removed | iam configuration | admin deletion
4906 | crash-on-audit-changed | iam configuration | admin change
4907 | audit-setting-changed | iam configuration | admin change
4908 | special-group-table-changed | iam configuration | admin change
4912 | per-user-audit-policy-changed | iam configuration | admin change
4946 4947 4948 4950 | windows-firewall-rule-changed | configuration | change
4964 | special-groups-assigned | iam | admin
5024 | windows-firewall-started | process | start
5025 | windows-firewall-stopped | process | end
5136 5137 5138 5139 5141 | directory-service-object-modified | iam configuration | admin change
5140 | network-share-object-accessed | network file | info access
5142 | network-share-object-added | network configuration | creation
5143 | network-share-object-modified | network configuration | change
5144 | network-share-object-deleted | network configuration | deletion
5145 | network-share-object-access-checked | network file | info access
5152 | windows-firewall-packet-drop | network | connection info denied
5153 | windows-firewall-packet-veto | network | connection info denied
5154 | windows-firewall-listen-permit | network | info allowed
5155 | windows-firewall-listen-block | network | info denied
5156 | windows-firewall-connection | network | connection info allowed
5157 | windows-firewall-packet-block | network | connection info denied
5158 | windows-firewall-bind-permit | network | info allowed
5159 | windows-firewall-bind-block | network | info denied
5379 | credential-manager-credentials-were-read | iam | user info
5380 5381 5382 | vault-credentials-were-read | iam | user info
`

const SYSMON = `
1 | Process creation | process | start
2 | A process changed a file creation time | file | change
3 | Network connection | network | start connection protocol
4 | Sysmon service state changed | process | change
5 | Process terminated | process | end
6 | Driver loaded | driver | start
7 | Image loaded | process | change
8 | CreateRemoteThread | process | change
9 | RawAccessRead | process | access
10 | ProcessAccess | process | access
11 | FileCreate | file | creation
12 | RegistryEvent (Object create and delete) | configuration registry | change
13 | RegistryEvent (Value Set) | configuration registry | change
14 | RegistryEvent (Key and Value Rename) | configuration registry | change
15 | FileCreateStreamHash | file | access
16 | ServiceConfigurationChange | configuration | change
17 | PipeEvent (Pipe Created) | file | creation
18 | PipeEvent (Pipe Connected) | file | access
19 | WmiEvent (WmiEventFilter activity detected) | process | info
20 | WmiEvent (WmiEventConsumer activity detected) | process | change
21 | WmiEvent (WmiEventConsumerToFilter activity detected) | process | info
22 | DNSEvent (DNS query) | network | connection protocol info
23 | FileDelete (File Delete archived) | file | deletion
24 | ClipboardChange (New content in the clipboard) | | change
25 | ProcessTampering (Process image change) | process | change
26 | FileDeleteDetected (File Delete logged) | file | deletion
27 | FileBlockExecutable | file | creation
28 | FileBlockShredding | file | deletion
29 | FileExecutableDetected | file | creation
255 | Error | process |
`

const POWERSHELL = `
400 | _ | process | start
403 | _ | process | end
500 501 600 800 | _ | process | info
`

const POWERSHELL_OPERATIONAL = `
4103 4104 40961 40962 53504 | _ | process | info
4105 | _ | process | start
4106 | _ | process | end
`

const SYSTEM = `
104 | audit-log-cleared | iam configuration | admin deletion
1074 1076 | system-shutdown-initiated | host | end
6005 | event-log-started | host | start
6006 6008 | event-log-stopped | host | end
7030 7034 7035 7036 | service-state-changed | process | change
7040 | service-start-type-changed | configuration | change
7045 | service-installed | configuration | creation
`

const APPLOCKER_ROWS = '* | _ | process | start'
const DEFENDER = `
1006 1015 1116 | malware-detected | malware | info
1007 1117 | malware-acted-upon | malware | info
1008 1118 1119 | malware-action-failed | malware | info
5001 5010 5012 | protection-disabled | configuration | change
5004 5007 | protection-configuration-changed | configuration | change
* | _ | process | info
`

function table(rows: string): ReadonlyMap<string, Meaning> {
  const meanings = new Map<string, Meaning>()
  for (const row of rows.trim().split('\n')) {
    const [ids = '', action = '', categories = '', types = ''] = row.split('|').map(cell => cell.trim())
    const words = (cell: string) => cell.split(' ').filter(word => word !== '')
    const meaning = {
      action: action === '_' ? undefined : action,
      categories: words(categories),
      types: words(types),
    }
    for (const id of words(ids)) meanings.set(id, meaning)
  }
  return meanings
}

const APPLOCKER = table(APPLOCKER_ROWS)
const TABLES: ReadonlyMap<string, ReadonlyMap<string, Meaning>> = new Map([
  ['Security', table(SECURITY)],
  ['System', table(SYSTEM)],
  ['Microsoft-Windows-Sysmon/Operational', table(SYSMON)],
  ['Linux-Sysmon/Operational', table(SYSMON)],
  ['Windows PowerShell', table(POWERSHELL)],
  ['Microsoft-Windows-PowerShell/Operational', table(POWERSHELL_OPERATIONAL)],
  ['PowerShellCore/Operational', table(POWERSHELL_OPERATIONAL)],
  ['Microsoft-Windows-Windows Defender/Operational', table(DEFENDER)],
])
