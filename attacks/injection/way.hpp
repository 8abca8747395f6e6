// The way in: pictures that no sensor of the device saw become the stream that its camera was to give. What each method
// leaves behind is the species' matter: clock, cadence, noise, colours, and an encoder that is the device's or not.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "attacks/species.hpp"
#include "simulators/camera/capture.hpp"

namespace proofmark::attack::injection {

// Parameters: stream_rate (pictures a second of the software's clock; 0: the device's), jitter_ms, clock_grid_ms (times
// are whole multiples of it; 0: none), source_rate (pictures a second of the content, each repeated until the next; 0:
// as many as the stream has), source_rows (rows to which the picture was scaled on its way; 0: 720), first_quality (CRF
// of an encoding that the content has behind it; 0: none), uniform_noise (8-bit steps either way, the same for all
// places and greys), luma_gain, luma_lift (of a wrong conversion between full and limited range: Y * gain + lift),
// quality (CRF), key_interval (pictures), delay_ms (later arrival, by a relay).
// Choices: "encoder" "device" (its own settings), "x264" (a desktop's library), "openh264" (a browser's) or "emulated"
// (an emulator's); "noise" "none" or "sensor" (the device's whole image pipeline is feigned); "sei" "none" or "x264"
// (the library's note of version and settings).
[[nodiscard]] std::vector<std::string> way_parameters();
[[nodiscard]] std::map<std::string, std::vector<std::string>> way_choices();

[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make_way(const Species& species,
                                                                std::unique_ptr<camera::FrameSource> content,
                                                                const camera::Device& device, const SeededRandom& seed);

// The note that libx264 writes before its first picture (ITU-T H.264 D.1.7, user data unregistered), as a NAL unit with
// its start code.
[[nodiscard]] Bytes x264_note();
// The unit put before the first slice of the access unit.
[[nodiscard]] Bytes with_note(ByteView access_unit, ByteView note);

}  // namespace proofmark::attack::injection
