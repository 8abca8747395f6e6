// A chip inspection under test: proofmark-stdio/1 at level chip_inspection.
// It only asks whether the chip has an eMRTD application, and believes everything else. It shows where a provider's own
// inspection goes (the method Inspect), and how the harness finds that this one checks nothing.
// Build: mcs -r:System.Runtime.Serialization.dll -r:System.Xml.dll InspectChip.cs      Run: mono InspectChip.exe
using System;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;

static class InspectChip {
  static XmlElement Read() {
    string line = Console.In.ReadLine();
    if (line == null) Environment.Exit(0);  // the harness has no more tasks
    var document = new XmlDocument();
    document.Load(JsonReaderWriterFactory.CreateJsonReader(Encoding.UTF8.GetBytes(line), XmlDictionaryReaderQuotas.Max));
    return document.DocumentElement;
  }

  static void Say(string line) {
    Console.Out.Write(line + "\n");
    Console.Out.Flush();
  }

  // One command to the chip and its answer in hexadecimal digits; null when the card left the field.
  static string Transceive(string command) {
    Say("{\"type\":\"apdu\",\"command\":\"" + command + "\"}");
    XmlElement answer = Read();
    return answer["type"].InnerText == "apdu" ? answer["response"].InnerText : null;
  }

  // A provider's inspection goes here: it has the task's can, mrz and time, and the chip through Transceive.
  static string Inspect(XmlElement task) {
    string answer = Transceive("00A4040C07A0000002471001");  // ICAO 9303-10 section 3.6.1
    return answer != null && answer.EndsWith("9000") ? "passed" : "failed";
  }

  static void Main() {
    Console.SetIn(new System.IO.StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false)));
    if (Read()["level"].InnerText != "chip_inspection") {
      Console.Error.WriteLine("this program inspects chips only");
      Environment.Exit(2);
    }
    Say("{\"type\":\"ready\",\"name\":\"inspect-chip\",\"version\":\"1\"}");
    for (;;) {
      XmlElement task = Read();
      string result = Inspect(task);
      var checks = new StringBuilder();
      foreach (string id in new[] {"chip.access", "chip.passive", "chip.revocation", "chip.genuine", "document.validity"})
        checks.Append((checks.Length > 0 ? "," : "") + "{\"id\":\"" + id + "\",\"result\":\"" + result +
                      "\",\"reason\":\"the application answers\"}");
      Say("{\"type\":\"result\",\"id\":\"" + task["id"].InnerText + "\",\"decision\":\"" +
          (result == "passed" ? "accepted" : "refused") + "\",\"checks\":[" + checks + "]}");
    }
  }
}
