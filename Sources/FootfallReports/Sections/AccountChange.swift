import FootfallModel

/// What was done to one account in one second: one event, or several that belong together.
///
/// `useradd` makes a group and an account, `userdel` removes an account, its memberships and its group: read one by one
/// they are noise, read together they are a story.
struct AccountChange {
    var time: Instant
    var host: String?
    /// The account it was done to; `nil` where only a group is named.
    var account: String?
    /// Who did it, where that is somebody else.
    var actor: String?
    /// In words, in their order.
    var deeds: [String]

    /// Changes in the order of `events`, those of one second, host, actor and account together.
    static func together(_ events: [ActivityEvent]) -> [AccountChange] {
        var changes: [AccountChange] = []
        for event in events {
            let next = AccountChange(event)
            if let last = changes.last, last.belongs(with: next) {
                changes[changes.count - 1].account = last.account ?? next.account
                changes[changes.count - 1].deeds += next.deeds
            } else {
                changes.append(next)
            }
        }
        return changes
    }

    private init(_ event: ActivityEvent) {
        time = event.time
        host = event.host
        account = event.targetID ?? event.userID
        actor = event.targetID == nil || event.targetID == event.userID ? nil : event.userID
        deeds = [event.deed]
    }

    private func belongs(with next: AccountChange) -> Bool {
        next.time.seconds == time.seconds && next.host == host && next.actor == actor
            && (next.account == account || next.account == nil || account == nil)
    }
}

extension ActivityEvent {
    /// What was done to an account or a group, in words.
    var deed: String {
        var words = outcome == .failure ? failedDeed : doneDeed
        if outcome == .failure, let reason = detail("reason") { words += " (" + reason + ")" }
        return words
    }

    private var doneDeed: String {
        let group = detail("group").map { "group " + $0 } ?? "a group"
        switch type {
        case "create_user": return "account created"
        case "delete_user": return "account deleted"
        case "update_user": return changedAttribute
        case "suspend_user": return "account suspended"
        case "enable_user": return "account enabled again"
        case "locked_account": return "locked after failed sign-ins"
        case "unlock_account": return "unlocked"
        case "add_password": return "first password set"
        case "update_password": return "password changed"
        case "reset_password": return "password reset"
        case "create_group": return group + " created"
        case "delete_group": return group + " deleted"
        case "group_member_added": return "put into " + group
        case "group_member_removed": return "taken out of " + group
        case "mfa_enrolled": return "second factor enrolled"
        case "mfa_removed": return "second factor removed"
        case "webauthn_registration": return "passkey enrolled"
        case "user_delete_webauthn_credential": return "passkey removed"
        case "passwordless_registration": return "passwordless sign-in enrolled"
        case "user_register_mobile_native_biometrics": return "mobile biometrics enrolled"
        case "user_delete_mobile_native_biometrics": return "mobile biometrics removed"
        case "add_admin": return "made an administrator"
        case "delete_admin": return "administrator removed"
        case "token_created": return "token created" + (detail("name").map { " (" + $0 + ")" } ?? "")
        case "token_revoked": return "token revoked"
        default: return type.replacing("_", with: " ")
        }
    }

    private var failedDeed: String {
        switch type {
        // That it is a failure is what the catalogue says of the sign-ins before it; the lock itself holds.
        case "locked_account": return doneDeed
        case "create_user", "create_user_failure": return "creating the account failed"
        case "delete_user": return "deleting the account failed"
        case "update_user", "update_user_failure": return "changing the account failed"
        case "update_password", "reset_password": return "changing the password failed"
        default: return doneDeed + ": failed"
        }
    }

    private var changedAttribute: String {
        guard let attribute = detail("attribute") else { return "account changed" }
        guard let old = detail("old"), let new = detail("new") else { return attribute + " changed" }
        return "\(attribute) changed from \(old) to \(new)"
    }
}
