/// ArgumentParser's completion script for bash, mended.
enum BashCompletion {
    private static let adding = "__footfall_add_completions() {\n"
    private static let registering = "complete -o filenames -F _footfall footfall"

    /// The script; `nil` for every other text.
    static func mended(_ text: String) -> String? {
        guard text.hasPrefix("#!/bin/bash"), text.contains(adding), text.contains(registering) else { return nil }
        // bash takes everything for a file's name there, and so would write `type\:user_login`.
        let words = "    # Words are no files: bash would put a backslash before their colons.\n"
        let mend = "    [[ \"${1}\" = -W ]] && compopt +o filenames 2>/dev/null\n\n"
        return text.replacing(adding, with: adding + words + mend)
            .replacing(registering, with: wholeWords + registering.replacing("_footfall f", with: "_footfall_words f"))
    }

    /// Words as they were written go into the script, and what bash keeps of them out of its answers.
    private static let wholeWords = #"""
        # bash ends words at colons and equals signs too: an address would be many, and the option before it not be seen.
        _footfall_words() {
            local -a words=()
            local line="${COMP_LINE}" before='' kept='' word
            local -i index last
            for ((index = 0; index <= COMP_CWORD; index++)); do
                word="${COMP_WORDS[index]}"
                # What stands apart, or has no such sign beside it, is a word of its own.
                if ((index == 0)) || [[ "${line}" = [[:blank:]]* || ! "${before} ${word}" =~ (^[:=]+\ |\ [:=]+$) ]]; then
                    words+=('')
                fi
                last=$((${#words[@]} - 1))
                kept="${words[last]}"
                if [[ "${word}" = '=' && "${kept}" = --* ]]; then
                    # The value of an option begins.
                    words+=('')
                    kept=''
                else
                    words[last]+="${word}"
                    [[ "${word}" =~ ^[:=]+$ ]] && kept="${words[last]}"
                fi
                line="${line#"${line%%[![:blank:]]*}"}"
                line="${line#"${word}"}"
                before="${word}"
            done
            last=$((${#words[@]} - 1))
            words+=("${COMP_WORDS[@]:COMP_CWORD + 1}")

            local -a COMP_WORDS=("${words[@]}")
            local -i COMP_CWORD=last
            _footfall "${1}" "${kept}${2}" "${words[last - 1]}"
            COMPREPLY=("${COMPREPLY[@]#"${kept}"}")
        }


        """#
}
