#include "scenarios/program/command_line.hpp"
#include "scenarios/runner/commands.hpp"

namespace proofmark::program {
namespace {

using runner::Project;

template <typename Options>
void add_person(CLI::App* word, Options& options) {
  word->add_option("--person", options.person, "Number of the simulated person")->capture_default_str();
  word->add_option("--seed", options.seed, "Seed of everything random on this side")->capture_default_str();
}

void add_card(CommandLine& line) {
  const auto card = std::make_shared<runner::CardOptions>();
  auto* word = line.word("card", "Present a simulated card at a virtual PC/SC reader",
                         "Example: proofmark card --profile genuine --person 3 --vpcd 127.0.0.1:35963\n"
                         "Example: proofmark card --seed 1 --trust trust/");
  word->add_flag("--list", card->list, "List the card profiles and end");
  word->add_option("--profile", card->profile, "Card profile")->capture_default_str();
  add_person(word, *card);
  word->add_option("--vpcd", card->vpcd, "HOST:PORT of the virtual reader (vsmartcard's vpcd)");
  word->add_flag("--as-fast-as-possible", card->as_fast_as_possible,
                 "Answer at once, whatever time the profile gives its chip, its way and its delays");
  word->add_option("--trust", card->trust,
                   "Write the simulated issuers' certificates and CRLs to this folder; without --vpcd that is all");
  line.on(word, [card, stop = line.stop()](const Project& project) {
    card->project = project;
    card->stop = stop;
    return runner::command_card(*card);
  });
}

void add_lt_pki(CommandLine& line) {
  const auto pki = std::make_shared<runner::LtPkiOptions>();
  auto* word = line.word("lt-pki", "Serve the simulated provider behind a contact card: lists, OCSP, changes of status",
                         "Example: proofmark lt-pki --profile lt-contact-current --person 3 --listen 127.0.0.1:8080 "
                         "--out pki/\n"
                         "The requests it takes are in docs/lt-card.md.");
  word->add_option("--profile", pki->profile, "Contact card profile; `proofmark card --list`")->capture_default_str();
  add_person(word, *pki);
  word->add_option("--listen", pki->listen, "ADDRESS:PORT to listen on without TLS; port 0: a free one")
      ->capture_default_str();
  word->add_option("--out", pki->out, "Write its certificates and lists, and the address, to this folder");
  line.on(word, [pki, stop = line.stop()](const Project& project) {
    pki->project = project;
    pki->stop = stop;
    return runner::command_lt_pki(*pki);
  });
}

void add_camera(CommandLine& line) {
  const auto camera = std::make_shared<runner::CameraOptions>();
  auto* word = line.word("camera", "Film a simulated person",
                         "Example: proofmark camera --person 3 --out person3.mp4 --seconds 5\n"
                         "Example: proofmark camera --person 3 --device tablet-2019 --out person3.y4m\n"
                         "Example: proofmark camera --population uniform --person 3 --place office --out person3.mp4\n"
                         "Chromium shows a .y4m or .mjpeg as its camera: --use-fake-device-for-media-stream "
                         "--use-file-for-fake-video-capture=FILE");
  add_person(word, *camera);
  word->add_flag("--list", camera->list, "List the devices and end");
  word->add_option("--population", camera->population,
                   "Population that the person is of, for example lithuania or uniform [persons of the number alone]");
  word->add_option("--place", camera->place,
                   "indoor, office, backlight, low_light, outdoor_sun or coloured_light [a room of a home]");
  word->add_option("--device", camera->device, "Camera device; `proofmark camera --list`")->capture_default_str();
  word->add_option("--unit", camera->unit,
                   "Number of the unit of that model (devices of format 2): its own lens, noise "
                   "and fixed pattern, the same each time; otherwise drawn");
  word->add_option("--out", camera->out, "File to write (.mp4, .y4m, .mjpeg), or a video device /dev/videoN");
  word->add_option("--seconds", camera->seconds, "Length")->check(CLI::Range(0.1, 600.0))->capture_default_str();
  line.on(word, [camera, stop = line.stop()](const Project& project) {
    camera->project = project;
    camera->stop = stop;
    return runner::command_camera(*camera);
  });
}

void add_inspect(CommandLine& line) {
  const auto inspect = std::make_shared<runner::InspectOptions>();
  auto* word =
      line.word("inspect", "Read a document through PC/SC, or a simulated one, and judge it",
                "Exit codes: 0 every check has passed, 1 not so, 2 it could not be inspected.\n"
                "Example: proofmark inspect --profile cloned-chip\n"
                "Example: proofmark inspect --reader \"ACS ACR1252\" --can 123456 --trust trust/ --photo holder.jpg\n"
                "Example: proofmark inspect --reader \"\" --mrz 12345678,900101,300101 --trust trust/ --json");
  word->add_option("--profile", inspect->profile, "Simulated card profile, in process")->capture_default_str();
  add_person(word, *inspect);
  word->add_option("--reader", inspect->reader,
                   "PC/SC reader whose name begins so, instead of a simulated card; \"\" takes the first");
  word->add_option("--can", inspect->can, "Card access number [that of the simulated person]");
  word->add_option("--mrz", inspect->mrz,
                   "Document number, date of birth and date of expiry (YYMMDD), apart by commas");
  word->add_option("--at", inspect->at, "Judge as of this moment, 2026-03-02T09:00:00Z [now]");
  word->add_option("--photo", inspect->photo, "Write the portrait to this file, as the chip stores it");
  auto* as_json = word->add_flag("--json", inspect->json, "Print JSON");
  word->add_flag("--xml", inspect->xml, "Print XML with the checks of BSI TR-03135-1")->excludes(as_json);
  word->add_option("--trust", inspect->trust, "Folder with csca/*.cer and crl/*.crl [the simulated issuer's]");
  word->add_option("--policy", inspect->policy,
                   "What is demanded: states, types, strengths; a file as inspection.json [the service's own]");
  line.on(word, [inspect](const Project& project) {
    inspect->project = project;
    return runner::command_inspect(*inspect);
  });
}

}  // namespace

void add_device_words(CommandLine& line) {
  add_card(line);
  add_lt_pki(line);
  add_camera(line);
  add_inspect(line);
}

}  // namespace proofmark::program
