#include "scenarios/runner/service_setup.hpp"

namespace proofmark::runner {

subjects::Places places_of(const Project& project) {
  subjects::Places places;
  places.service = project.service();
  places.parts = project.programs / "proofmark-parts";
  places.service_config = project.service_config();
  places.models = project.packages / "node_modules" / "faceplugin-face-recognition-js" / "model";
  places.own_service = project.other_service.empty();
  return places;
}

Result<std::unique_ptr<ServiceSetup>> ServiceSetup::create(const Project& project, const card::IssuerPki& issuer) {
  subjects::Places places = places_of(project);
  PROOFMARK_TRY(auto home, subjects::Home::create(&issuer));
  PROOFMARK_CHECK(home->write_config(places));
  return std::unique_ptr<ServiceSetup>(new ServiceSetup(std::move(places), std::move(home)));
}

Result<std::unique_ptr<ServiceSetup>> ServiceSetup::create(const Project& project, const std::filesystem::path& trust) {
  subjects::Places places = places_of(project);
  PROOFMARK_TRY(auto home, subjects::Home::create(trust));
  PROOFMARK_CHECK(home->write_config(places));
  return std::unique_ptr<ServiceSetup>(new ServiceSetup(std::move(places), std::move(home)));
}

Result<std::unique_ptr<subjects::Subject>> ServiceSetup::start(Instant start, const std::string& challenge_seed) {
  return subjects::start_service(*home_, places_, start, challenge_seed);
}

}  // namespace proofmark::runner
