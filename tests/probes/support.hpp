// Probes against the real proofmarkd on loopback: one person and one card issuer for all tests of a program.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "scenarios/probes/probe.hpp"
#include "scenarios/subjects/open.hpp"
#include "simulators/card/issuer.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::probes::testing {

class World {
 public:
  // Made at the first call; null when what the set-up installs is missing.
  static World* get();

  // A fresh service; `more` are further options of its program.
  [[nodiscard]] Result<std::unique_ptr<subjects::Subject>> start();
  [[nodiscard]] ProbeTask task(const std::string& probe, const std::string& parameters, const std::string& name);

 private:
  World() = default;
  std::shared_ptr<const person::Assets> assets_;
  std::unique_ptr<card::IssuerPki> issuer_;
  std::unique_ptr<subjects::Opened> opened_;
  std::map<Who, Bytes> portraits_;
};

// Plays one probe against a fresh service.
[[nodiscard]] Result<reports::ProbeAnswer> play(const std::string& probe, const std::string& parameters = "{}");

}  // namespace proofmark::probes::testing
