import FootfallModel

/// October 2026 at a small company in Berlin: ordinary days, and what a report of each should tell.
///
/// Twenty people sign in to four hosts on weekdays, mistype now and then, and use sudo; jobs sign in every hour; machines
/// at the Internet try names that nobody has. On the 25th the clocks go back.
struct StoryMonth {
    private static let people = [
        "anna", "bernd", "clara", "dirk", "elif", "farid", "greta", "hannes", "ida", "jonas", "kerstin", "lars",
        "martin",
        "nina", "oskar", "paula", "quirin", "rosa", "sven", "tanja",
    ]
    private static let strangers = [
        "admin", "test", "oracle", "postgres", "ubuntu", "git", "ftp", "guest", "user", "www", "mysql", "support", "pi",
        "hadoop", "jenkins", "minecraft", "teamspeak", "nagios", "tomcat", "backup",
    ]
    private static let commands = [
        "/usr/bin/systemctl restart nginx.service", "/usr/bin/apt-get update", "/usr/bin/journalctl -u app",
        "/usr/bin/vim /etc/app.conf",
    ]
    private static let hosts = ["web1", "web2", "db1", "bastion"]
    private static let quietDay = 18

    private var log = StoryLog()

    /// The whole month; what is out of the ordinary stands in `stories()`.
    static func make() -> StoryLog {
        var month = StoryMonth()
        for day in 1...31 {
            month.jobs(day)
            if day == quietDay { continue }
            month.strangers(day)
            month.work(day)
        }
        month.stories()
        return month.log
    }

    /// A moment of October, by the clock in Berlin.
    private func time(_ day: Int, _ hour: Int, _ minute: Int, _ second: Int = 0) -> Instant {
        let clock = CivilDate(year: 2026, month: 10, day: Int32(day)).dayNumber * 86_400
        // Summer time ends on the 25th, at three.
        let offset: Int64 = day < 25 || day == 25 && hour < 3 ? 7200 : 3600
        return Instant(seconds: clock + Int64(hour * 3600 + minute * 60 + second) - offset)
    }

    /// Every hour the backup signs in to each host.
    private mutating func jobs(_ day: Int) {
        for hour in 0..<24 {
            for (place, host) in StoryMonth.hosts.enumerated() {
                log.signIn(time(day, hour, 5 + place), "deploy", from: "192.0.2.40", on: host, minutes: 1)
            }
        }
    }

    /// A few addresses a day try a few names each.
    private mutating func strangers(_ day: Int) {
        for number in 0..<3 + log.next(below: 3) {
            let ip = "203.0.113.\(1 + (day * 7 + number * 31) % 60)"
            let hour = log.next(below: 24)
            for attempt in 0..<10 + log.next(below: 20) {
                let name = StoryMonth.strangers[log.next(below: StoryMonth.strangers.count)]
                log.fail(time(day, hour, attempt % 60, attempt), name, from: ip, on: "bastion", isThere: false)
            }
        }
    }

    /// Weekdays, and one or two people at the weekend.
    private mutating func work(_ day: Int) {
        // The first of October 2026 is a Thursday.
        let isWeekend = [2, 3].contains(day % 7)
        for (number, person) in StoryMonth.people.enumerated() {
            if isWeekend, (number + day) % 11 != 0 { continue }
            // Now and then somebody has a day off, or works at home.
            if log.next(below: 12) == 0 { continue }
            let ip = log.next(below: 4) == 0 ? "198.51.100.\(10 + number)" : "192.0.2.\(100 + number)"
            for round in 0..<2 + log.next(below: 3) {
                let host = StoryMonth.hosts[(number + round % 2) % 4]
                let (hour, minute) = (8 + log.next(below: 3) + round * 2, log.next(below: 60))
                if log.next(below: 15) == 0 { log.fail(time(day, hour, minute), person, from: ip, on: host) }
                log.signIn(time(day, hour, minute, 20), person, from: ip, on: host, minutes: 20 + log.next(below: 60))
                if log.next(below: 3) == 0 {
                    let command = StoryMonth.commands[log.next(below: StoryMonth.commands.count)]
                    log.sudo(time(day, hour, minute, 50), person, on: host, command)
                }
            }
            // Somebody is on a journey.
            if number == day % 20, day % 9 == 0 {
                log.signIn(time(day, 17, 30), person, from: "198.51.100.\(200 + day)", on: StoryMonth.hosts[number % 4])
            }
        }
    }

    private mutating func stories() {
        // The 8th: everybody's account is tried from one address.
        for (number, person) in StoryMonth.people.enumerated() {
            for round in 0..<2 {
                log.fail(time(8, 22, number + round * 25), person, from: "203.0.113.200", on: "bastion")
            }
        }
        // The 13th: somebody has Kerstin's key, and comes at night from elsewhere to a host that she never uses.
        log.signIn(time(13, 3, 12), "kerstin", from: "2001:db8:bad:7::66", on: "web2", minutes: 25)
        log.sudo(time(13, 3, 14), "kerstin", on: "web2", "/usr/bin/tar czf /tmp/.x.tgz /srv/customers")
        // The 15th: puppet makes twelve accounts on one host.
        for number in 1...12 {
            let name = "trainee\(number)"
            let words = "name=\(name), UID=\(2000 + number), GID=\(2000 + number), home=/home/\(name), shell=/bin/bash"
            log.add(time(15, 10, 0, number), "web1", "useradd[\(700 + number)]: new user: \(words), from=none")
        }
        // The 16th: a new account gets into the group sudo.
        let words = "name=helper, UID=1999, GID=1999, home=/home/helper, shell=/bin/bash"
        log.add(time(16, 19, 40), "web2", "useradd[911]: new user: \(words), from=none")
        log.add(time(16, 19, 41), "web2", "usermod[914]: add 'helper' to group 'sudo'")
        // From the 20th on nothing comes from db1 for two days.
        log.silence("db1", time(20, 9, 0)..<time(22, 8, 0))
        // The 28th: Martin's password is guessed.
        for attempt in 0..<40 {
            log.fail(time(28, 2, attempt), "martin", from: "203.0.113.77", on: "bastion")
        }
        log.signIn(time(28, 2, 41), "martin", from: "203.0.113.77", on: "bastion", minutes: 12)
        // The 30th: many machines try Anna's.
        for number in 0..<24 {
            log.fail(time(30, 4, number * 2), "anna", from: "203.0.113.\(100 + number)", on: "bastion")
        }
    }
}
