package org.llamadeploy4j.kotlinwords

import java.util.Optional
import org.llamadeploy4j.workflow.Event
import org.llamadeploy4j.workflow.StartEvent
import org.llamadeploy4j.workflow.Step
import org.llamadeploy4j.workflow.StopEvent
import org.llamadeploy4j.workflow.Workflow

/**
 * Counts the words of a text, line by line and side by side, in Kotlin. An event is a data class that
 * is a record for Java; a step that may return nothing returns an `Optional`.
 */
class KotlinWords : Workflow() {
  @JvmRecord data class Text(val text: String) : StartEvent

  @JvmRecord data class Line(val text: String) : Event

  @JvmRecord data class Count(val words: Int) : Event

  @JvmRecord data class Total(val lines: Int, val words: Int) : StopEvent

  @Step
  fun split(text: Text): List<Line> = text.text.lines().map(::Line)

  /** An empty line goes nowhere. */
  @Step(workers = 8)
  fun count(line: Line): Optional<Count> =
    if (line.text.isBlank()) Optional.empty() else Optional.of(Count(words(line.text)))

  private fun words(line: String) = line.trim().split(Regex("\\s+")).size

  @Step
  fun total(counts: List<Count>): Total = Total(counts.size, counts.sumOf { it.words })
}
