using System.Collections.Immutable;

namespace Faceptor;

/// <summary>
/// Where to draw the line between one identity and two, as it was measured on the pairs of a verification set. It holds for
/// these weights and for images like the set's, aligned as they were; on others the rates are others.
/// </summary>
/// <param name="TaskId">Id of the identity task whose vectors were compared.</param>
/// <param name="Set">Name of the verification set, for example <c>lfw</c>.</param>
/// <param name="NumImpostorPairs">Pairs of two identities.</param>
/// <param name="NumGenuinePairs">Pairs of one identity.</param>
/// <param name="Points">
/// The points that so many pairs support, the largest false match rate first; empty where they support none.
/// </param>
public sealed record OperatingPoints(
    string TaskId, string Set, long NumImpostorPairs, long NumGenuinePairs, ImmutableArray<OperatingPoint> Points)
{
    /// <summary>The point for a false match rate.</summary>
    /// <param name="maxFalseMatchRate">How many of the pairs of two identities may be taken for one, as a share.</param>
    /// <returns>The point of the largest rate that is not above it; null where none was measured.</returns>
    public OperatingPoint? Find(double maxFalseMatchRate) =>
        Points.FirstOrDefault(point => point.MaxFalseMatchRate <= maxFalseMatchRate);

    /// <inheritdoc/>
    public bool Equals(OperatingPoints? other) =>
        other is not null
        && (TaskId, Set) == (other.TaskId, other.Set)
        && (NumImpostorPairs, NumGenuinePairs) == (other.NumImpostorPairs, other.NumGenuinePairs)
        && Points.SequenceEqual(other.Points);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TaskId, Set, NumImpostorPairs, NumGenuinePairs, Points.Length);
}

/// <summary>A threshold and what it does.</summary>
/// <param name="MaxFalseMatchRate">The false match rate that the threshold was chosen for, a share.</param>
/// <param name="Threshold">
/// Two vectors are taken for one identity where <see cref="IdentityPrediction.SimilarityTo"/> is above it.
/// </param>
/// <param name="FalseMatchRate">Share of the set's pairs of two identities that were taken for one.</param>
/// <param name="TrueMatchRate">Share of the set's pairs of one identity that were taken for one.</param>
public sealed record OperatingPoint(
    double MaxFalseMatchRate, double Threshold, double FalseMatchRate, double TrueMatchRate);
