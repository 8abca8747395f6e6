// What a probe films: the attempt's person before an ordinary phone, with one thing wrong in it. Private to this room.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "scenarios/probes/door.hpp"

namespace proofmark::probes {

// The names that `make_footage` knows.
[[nodiscard]] const std::vector<std::string>& footage_faults();

// `fault` empty: the person, live, as an ordinary phone films it. `frames_per_second` of an ordinary phone is 30; fewer
// make a cheaper stream for checks that do not depend on the rate.
[[nodiscard]] Result<std::unique_ptr<Film>> make_footage(const ProbeTask& task, const std::string& fault,
                                                         double frames_per_second, Who who = Who::holder);

// JPEG, face and shoulders: a picture as somebody takes of oneself before a phone.
[[nodiscard]] Result<Bytes> photograph(const ProbeTask& task, Who who);

// A few pictures of the person, shown over and over without any answer to a challenge: cheap, for probes that ask what
// the service says and not what it decides.
[[nodiscard]] Result<std::vector<Bytes>> still_units(const ProbeTask& task, Who who = Who::holder);
[[nodiscard]] std::unique_ptr<Film> make_still(std::vector<Bytes> units, double frames_per_second);

}  // namespace proofmark::probes
